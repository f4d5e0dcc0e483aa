import Diagnostics
import Testing

@testable import Syntax

/// Forms that BuildKit refuses, and their neighbours that it takes (docs.docker.com/reference/dockerfile, and the source
/// named at each check).
@Suite struct DockerfileRefusalTests {
  private func problems(_ text: String) -> [SyntaxProblem] {
    DockerfileParser.parse(SourceText(path: "Dockerfile", text: text)).problems
  }

  static let digest = String(repeating: "0123456789abcdef", count: 4)

  static let refused: [String] = [
    // COPY and ADD
    "COPY --from b /x", "COPY --chmod a /x", "COPY --chmod=999 a /x", "COPY --chmod=rwx a /x",
    "COPY --chmod=10000 a /x",
    "COPY --link=maybe a /x", "COPY --parents=2 a /x", "COPY --from=$x a /b", "COPY --from=Node:20 a /b",
    "COPY --from=a --from=b c /d", "COPY --nope a /b", "COPY a", "COPY [\"a\"]", "COPY", "COPY \"a b\" /c",
    "COPY a$ /b${",
    "COPY --from=a//b c /d", "ADD --checksum=foo https://x/y /z", "ADD --checksum=sha256:123 https://x/y /z",
    "ADD --keep-git-dir=x a /b", "ADD --unpack=perhaps a /b", "ADD --from=a b /c", "ADD a",
    // RUN
    "RUN --mount=type=foo,target=/x a", "RUN --mount=type=bind a", "RUN --mount=type=cache a",
    "RUN --mount=type=tmpfs a",
    "RUN --mount=type=cache,target= a", "RUN --mount=type=cache,target=/x,sharing=foo a",
    "RUN --mount=type=cache,target=/x,mode=abc a", "RUN --mount=type=cache,target=/x,mode=888 a",
    "RUN --mount=type=secret,id=x,required=maybe a", "RUN --mount=type=cache,target=/x,nope=1 a", "RUN --mount=foo a",
    "RUN --mount=type=secret a", "RUN --mount=type=bind,target=/x,sharing=shared a",
    "RUN --mount=type=bind,target=/x,uid=1 a",
    "RUN --mount=type=cache,target=/x,uid=me a", "RUN --mount=type=tmpfs,target=/x,size=big a",
    "RUN --mount=type=bind,from=$x,target=/x a", "RUN --mount=type=cache,target=/x,readonly=2x a", "RUN --mount a",
    "RUN --network=foo a", "RUN --network a", "RUN --security=foo a", "RUN --network=none --network=host a",
    "RUN --nope a",
    // HEALTHCHECK
    "HEALTHCHECK --interval=30 CMD a", "HEALTHCHECK --interval=abc CMD a", "HEALTHCHECK --interval=0.5ms CMD a",
    "HEALTHCHECK --interval=-1s CMD a", "HEALTHCHECK --timeout=5x CMD a", "HEALTHCHECK --timeout=$T CMD a",
    "HEALTHCHECK --start-period=1 CMD a", "HEALTHCHECK --retries=-1 CMD a", "HEALTHCHECK --retries=a CMD a",
    "HEALTHCHECK --retries=1.5 CMD a", "HEALTHCHECK NONE x", "HEALTHCHECK CMD", "HEALTHCHECK", "HEALTHCHECK a",
    "HEALTHCHECK --interval CMD a",
    // SHELL, EXPOSE, STOPSIGNAL, VOLUME
    "SHELL /bin/sh", "SHELL []", "SHELL ['/bin/sh']", "SHELL [1]", "EXPOSE 80/foo", "EXPOSE 90-80", "EXPOSE a",
    "EXPOSE 80-",
    "EXPOSE /tcp", "EXPOSE 80 http", "EXPOSE -1", "STOPSIGNAL SIGFOO", "STOPSIGNAL 0", "STOPSIGNAL -9", "STOPSIGNAL",
    "STOPSIGNAL SIGTERM SIGINT", "STOPSIGNAL SIGRTMIN+16", "VOLUME \"\"", "VOLUME []", "VOLUME [\"\"]", "VOLUME",
    "VOLUME [\"/a\", \" \"]",
    // ARG, ENV, LABEL and what is expanded
    "ARG =x", "ARG", "ENV A=\"x", "ENV A='x", "ENV A=${B", "ENV A=${", "ENV A=${B!c}", "ENV A=${B:c}", "ENV A=${}",
    "ENV A",
    "ENV =x", "ENV A=b C", "LABEL a=\"b", "LABEL a", "LABEL =b", "ENV A it's", "WORKDIR it's", "USER \"a",
    "WORKDIR ${A",
    "VOLUME ${A", "EXPOSE ${P", "STOPSIGNAL ${S", "ARG A=\"b", "ARG A=${B:}", "ENV A=\"${B", "ENV A=${B:-${C}",
    // JSON
    "CMD [\"a\", [\"b\"]]", "CMD [1]", "ENTRYPOINT [\"a\", null]", "RUN [\"a\", {}]", "CMD [\"a\", true]",
    // Others
    "FOO", "ONBUILD", "RUN", "USER", "WORKDIR",
  ]

  @Test(arguments: refused) func refuses(_ line: String) {
    #expect(!problems("FROM a:1 AS b\n\(line)\n").isEmpty)
  }

  static let refusedFiles: [String] = [
    "FROM a AS 1x", "FROM a AS a@b", "FROM a AS -a", "FROM a AS $x", "FROM a AS a/b", "FROM --platform a", "FROM A",
    "FROM a:", "FROM :a", "FROM a//b", "FROM http://a/b", "FROM https://a/b:1", "FROM a b", "FROM a AS",
    "FROM a AS b c", "FROM",
    "FROM /a", "FROM a/", "FROM a:-b", "FROM a:b:c", "FROM a@sha256:123", "FROM a@b", "FROM _a", "FROM a..b",
    "FROM a___b",
    "FROM a/B", "FROM a:t/b:", "FROM --platform=foo a", "FROM --platform=linux/ a", "FROM --platform=a/b/c/d a",
    "FROM --nope a",
    "FROM a${", "FROM \"a", "FROM a:\(String(repeating: "x", count: 129))", "", "# nothing", "ARG A=1",
    "FROM a:1\nFROM A", "FROM a:1 AS b\nFROM Bc", "# escape=x\nFROM a:1",
  ]

  @Test(arguments: refusedFiles) func refusesTheFile(_ text: String) {
    #expect(!problems(text + "\n").isEmpty)
  }

  static let taken: [String] = [
    "COPY --from=b c /d", "COPY --from=0 c /d", "COPY --from=node:20 c /d", "COPY --from=B c /d", "COPY --from= c /d",
    "COPY --chmod=755 a /b", "COPY --chmod=0644 a /b", "COPY --chmod=u=rwX,go=rX a /b", "COPY --chmod=+x a /b",
    "COPY --chmod=$MODE a /b", "COPY --link a /b", "COPY --link=false --link a /b".replacing(" --link a", with: " a"),
    "COPY --link=TRUE a /b", "COPY --exclude=*.md --exclude=*.txt a /b", "COPY --parents a /b", "COPY --chown=1:1 a /b",
    "COPY --chown=$U a /b", "COPY -- a /b", "COPY [\"a b\", \"/c\"]", "COPY <<'E F' /x\na\nE F",
    "COPY <<A <<B /x/\n1\nA\n2\nB",
    "COPY a* b? /c/", "ADD --checksum=sha256:\(digest) https://x/y /z", "ADD --checksum=$SUM https://x/y /z",
    "ADD --keep-git-dir=true https://github.com/a/b.git /c", "ADD --unpack=false a.tar /b",
    "ADD git@github.com:a/b.git /c",
    "RUN --mount=type=bind,target=/x a", "RUN --mount=target=/x a",
    "RUN --mount=type=cache,target=/x,sharing=locked,id=y a",
    "RUN --mount=type=cache,dst=/x,mode=0755,uid=1000,gid=1000 a", "RUN --mount=type=cache,destination=/x,ro a",
    "RUN --mount=type=tmpfs,target=/x,size=64m a", "RUN --mount=type=secret,id=x,required a", "RUN --mount=type=ssh a",
    "RUN --mount=type=secret,id=x,env=X,required=true a", "RUN --mount=type=secret,target=/x a",
    "RUN --mount=type=ssh,mode=0600 a",
    "RUN --mount=type=secret,id=x,mode=0400,uid=1 a", "RUN --mount=type=bind,from=b,source=/a,target=/x,rw a",
    "RUN --mount=type=bind,src=.,target=.,readwrite=true a", "RUN --mount=type=cache,target=$HOME/.cache,id=$ID a",
    "RUN --mount=TYPE=cache,TARGET=/x a", "RUN --mount=type=cache,target=/a --mount=type=cache,target=/b c",
    "RUN --network=none a", "RUN --network=host --security=insecure a", "RUN --device=nvidia.com/gpu=all a", "RUN -- a",
    "HEALTHCHECK --interval=30s --timeout=1m30s --start-period=0s --start-interval=5s --retries=3 CMD a",
    "HEALTHCHECK --interval=1.5h CMD a", "HEALTHCHECK --retries=0 CMD a", "HEALTHCHECK --interval=0 CMD a",
    "HEALTHCHECK none",
    "HEALTHCHECK --interval=1ms cmd [\"a\"]", "SHELL [\"/bin/bash\", \"-c\"]", "SHELL [\"cmd\"]", "EXPOSE 80",
    "EXPOSE 80/tcp 53/UDP",
    "EXPOSE 9/sctp", "EXPOSE 80-90/tcp", "EXPOSE $P", "EXPOSE ${P:-80}/tcp", "EXPOSE 127.0.0.1:80:80", "EXPOSE \"80\"",
    "EXPOSE 0",
    "STOPSIGNAL SIGTERM", "STOPSIGNAL term", "STOPSIGNAL 9", "STOPSIGNAL SIGRTMIN+3", "STOPSIGNAL RTMAX-1",
    "STOPSIGNAL $S",
    "VOLUME /a /b", "VOLUME [\"/a\", \"/b\"]", "VOLUME $A", "ARG A", "ARG A=", "ARG A=b C=d E", "ENV A=",
    "ENV A=\"x\" B='y'",
    "ENV A=${B}", "ENV A=${B:-c} C=${D+e} F=${G:?no} H=${I-}", "ENV A=${B#x} C=${D%%y} E=${F/g/h} G=${H//i/j}",
    "ENV A=$", "ENV A=a$",
    "ENV A=\\${B", "ENV A='${B'", "ENV A=\"it's\"", "ENV A=it\\'s", "ENV A \"b c\" d", "ENV A=${B:-\"c d\"}",
    "ENV A=${B:-${C:-d}}",
    "LABEL a=b \"c d\"=e", "LABEL a=", "USER 1000:1000", "USER $U", "WORKDIR /a b", "WORKDIR \"/a b\"",
    "RUN echo \"it's ${x", "RUN echo ${x!}",
    "CMD echo 'a", "CMD [\"a\", \"b\"]", "CMD ['a']", "CMD []", "ENTRYPOINT [\"a\",]", "CMD [\"a\"", "ENTRYPOINT [ ]",
    "MAINTAINER it's me",
    "ONBUILD RUN a", "ONBUILD COPY a /b", "LABEL a=b \\\n  c=d",
  ]

  @Test(arguments: taken) func takes(_ line: String) {
    #expect(problems("FROM a:1 AS b\n\(line)\n").map(\.message) == [])
  }

  static let takenFiles: [String] = [
    "FROM a", "FROM a AS b", "FROM a as B-1_x.y", "FROM scratch", "FROM a:1", "FROM a:V_1.2-x", "FROM localhost/a",
    "FROM a.b:5000/c/d:1",
    "FROM a@sha256:\(digest)", "FROM a:1@sha256:\(digest)", "FROM A/b", "FROM a__b/c-d--e:f", "FROM $X",
    "FROM a:${V:-1}", "FROM --platform=linux/amd64 a",
    "FROM --platform=$BUILDPLATFORM a", "FROM --platform=linux/arm64/v8 a", "FROM --platform=linux a",
    "FROM --platform=arm64 a",
    "FROM a:1 AS Base\nFROM base", "FROM a:1 AS base\nFROM BASE", "ARG A=b\nFROM $A",
    "ARG N=Base\nFROM a:1 AS base\nFROM $N", "FROM \"a:1\"", "FROM [::1]:5000/a",
    "# escape=`\nFROM a:1\nRUN b `\n c", "ARG A\nFROM a:1", "FROM ${REGISTRY}/a:1", "FROM docker.io/library/a:1",
  ]

  @Test(arguments: takenFiles) func takesTheFile(_ text: String) {
    #expect(problems(text + "\n").map(\.message) == [])
  }

  /// A finding stands where the fault is, not at the whole instruction.
  @Test(arguments: [
    ("COPY --chmod=999 a /x", "999"), ("RUN --mount=type=foo,target=/x a", "type=foo,target=/x"),
    ("EXPOSE 80 90-80", "90-80"),
    ("COPY --from b /x", "--from"), ("HEALTHCHECK NONE x", "x"), ("ENV A=1 B=\"x", "A=1 B=\"x"),
    ("SHELL /bin/sh", "/bin/sh"),
  ])
  func pointsAtTheFault(_ line: String, _ place: String) {
    let tree = DockerfileParser.parse(SourceText(path: "Dockerfile", text: "FROM a:1\n\(line)\n"))
    #expect(tree.problems.map { tree.source.text($0.range) } == [place])
  }

  @Test func aFileWithoutFromIsOneStage() {
    let tree = DockerfileParser.parse(SourceText(path: "Dockerfile", text: "ARG A=1\nRUN a\nUSER b\n"))
    #expect(tree.stages.count == 1 && tree.stages[0].isImplicit && tree.stages[0].instructions.count == 3)
    #expect(tree.globals.names.isEmpty)
  }

  @Test func stagesAreNamedByArguments() {
    func parents(_ text: String) -> [[Int]] {
      DockerfileParser.parse(SourceText(path: "Dockerfile", text: text)).stages.map(\.parents)
    }
    #expect(parents("ARG V=a\nFROM x AS base-a\nFROM x AS base-b\nFROM base-${V}\n") == [[], [], [0]])
    #expect(parents("FROM x AS base-amd64\nFROM x AS base-arm64\nFROM base-${TARGETARCH}\n") == [[], [], [0, 1]])
    #expect(parents("FROM x AS a\nFROM ${B:-a}\nFROM $C\nFROM ${C}b\n") == [[], [0], [], []])
    #expect(parents("ARG V\nFROM x AS base-a\nFROM base-${V}\n") == [[], [0]])
    #expect(parents("ARG V=b\nARG W=${V}1\nFROM x AS b1\nFROM \"$W\"\n") == [[], [0]])
  }
}
