/// What `speclint init` writes: a commented configuration, and a spec to fill in.
package enum Skeleton {
  package static let configuration = """
    # speclint: what to check, and how. Everything here is optional.

    # The spec documents, if they are not deployment-spec.md and env-config.md here or in docs/.
    # spec: [docs/deployment-spec.md, docs/env-config.md]

    # Which files are for which environment, where their names and folders do not say it.
    # environments:
    #   production: ["deploy/live/**"]
    #   staging:
    #     files: ["deploy/acceptance/**"]
    #     names: [acceptance]          # further names of the environment in documents and paths

    # The application's container, service or Dockerfile, where it is not the one that is built here.
    # application: api

    # Another severity for a rule, or off.
    # severity:
    #   untagged-image: error
    #   missing-final-newline: off

    # Files that are left alone.
    # exclude: ["fixtures/**"]

    # Findings that are accepted, and why: for files that cannot hold comments.
    # allow:
    #   - path: deploy/legacy/*.json
    #     rule: untagged-image
    #     reason: the registry has no tags yet

    # The loader that reads the project's dotenv files: node, node-env-file, python, godotenv, compose, docker, bash.
    # dotenv: node

    # Options of single rules.
    # rules:
    #   undeclared-variable:
    #     allow: ["SENTRY_*"]           # variables that need no row in the spec

    """

  package static let english = """
    ---
    title: Deployment specification
    project: {{PROJECT}}
    status: draft
    ---

    # Deployment specification

    ## 1. Overview

    ### 1.1 Environments

    | Environment | Purpose | URL |
    |---|---|---|
    | Local | a developer's machine | localhost:3000 |
    | Staging | acceptance | {{STAGING_HOST}} |
    | Production | service | {{PRODUCTION_HOST}} |

    ## 2. Container

    ### 2.1 Container settings

    | Setting | Value | Note |
    |---|---|---|
    | Base image | node:22-alpine | |
    | Port | 3000 | |
    | User | node (non-root) | |
    | Health check | /health | every 30s |

    ### 2.2 Resource limits

    | Environment | CPU | Memory | Min/max instances |
    |---|---|---|---|
    | Staging | 0.5 | 1GB | 1/2 |
    | Production | 1.0 | 2GB | 2/6 |

    ## 3. Environment variables

    ### 3.1 Variables

    | Variable | Description | Type | Required | Secret | Per environment |
    |---|---|---|:---:|:---:|:---:|
    | `NODE_ENV` | mode of the framework | string | ✅ | ❌ | ✅ |
    | `PORT` | port to listen on | number | ❌ | ❌ | ❌ |
    | `DATABASE_URL` | connection to the database | string | ✅ | ✅ | ✅ |

    ### 3.2 Secrets

    | Secret | Environment | Store |
    |---|---|---|
    | `DATABASE_URL` | All | AWS Secrets Manager |

    """

  package static let korean = """
    ---
    title: 배포 명세
    project: {{PROJECT}}
    status: draft
    ---

    # 배포 명세

    ## 1. 개요

    ### 1.1 환경 목록

    | 환경 | 용도 | URL |
    |---|---|---|
    | Local | 개인 개발 | localhost:3000 |
    | Staging | 인수 테스트 | {{STAGING_HOST}} |
    | Production | 서비스 | {{PRODUCTION_HOST}} |

    ## 2. 컨테이너

    ### 2.1 컨테이너 설정

    | 설정 | 값 | 비고 |
    |---|---|---|
    | Base Image | node:22-alpine | |
    | Port | 3000 | |
    | User | node (non-root) | |
    | Health Check | /health | 30초 간격 |

    ### 2.2 리소스 제한

    | 환경 | CPU | 메모리 | 최소/최대 인스턴스 |
    |---|---|---|---|
    | Staging | 0.5 | 1GB | 1/2 |
    | Production | 1.0 | 2GB | 2/6 |

    ## 3. 환경 변수

    ### 3.1 변수 목록

    | 변수명 | 설명 | 타입 | 필수 | 시크릿 | 환경별 |
    |---|---|---|:---:|:---:|:---:|
    | `NODE_ENV` | 프레임워크 실행 모드 | string | ✅ | ❌ | ✅ |
    | `PORT` | 수신 포트 | number | ❌ | ❌ | ❌ |
    | `DATABASE_URL` | 데이터베이스 연결 | string | ✅ | ✅ | ✅ |

    ### 3.2 시크릿 목록

    | 시크릿명 | 환경 | 관리 도구 |
    |---|---|---|
    | `DATABASE_URL` | All | AWS Secrets Manager |

    """
}
