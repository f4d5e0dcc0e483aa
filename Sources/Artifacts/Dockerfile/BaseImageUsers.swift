import Diagnostics
import Syntax
import Vocabulary

/// The users that well-known images run as where a Dockerfile built on them names none, from the versioned table in
/// `Data/base-image-users.json`.
package enum BaseImageUsers {
  private struct Row: Sendable {
    let repository: ShellPattern
    let tag: ShellPattern?
    let user: String
  }

  private static let rows: [Row] = {
    let source = SourceText(path: "base-image-users.json", bytes: PackageResources.base_image_users_json)
    return (JSONParser.parse(source).documents.first?["images"]?.elements ?? []).compactMap { entry in
      guard let repository = entry["repository"]?.value, let user = entry["user"]?.value else { return nil }
      return Row(repository: ShellPattern(repository), tag: entry["tag"]?.value.map { ShellPattern($0) }, user: user)
    }
  }()

  /// The user that is not root; `nil` where the image runs as root or nobody knows here.
  package static func user(of image: ImageReference) -> String? {
    let repository = Array(image.repository.utf8)
    let tag = Array((image.tag ?? "latest").utf8)
    return rows.first { row in
      row.repository.matches(repository) && (row.tag?.matches(tag) ?? true)
    }?.user
  }

  /// The official images that run as root, whatever their tag, but for what the table says.
  private static let rootImages: Set<String> = [
    "alpine", "debian", "ubuntu", "busybox", "centos", "fedora", "rockylinux", "almalinux", "amazonlinux",
    "oraclelinux", "archlinux", "photon", "buildpack-deps", "bash", "docker", "node", "python", "golang", "ruby",
    "rust", "php", "perl", "nginx", "httpd", "postgres", "mysql", "mariadb", "redis", "mongo", "openjdk",
    "eclipse-temurin", "amazoncorretto", "maven", "gradle", "tomcat", "jetty", "caddy", "traefik", "erlang", "elixir",
    "swift", "haskell", "clojure", "julia", "r-base", "gcc", "composer", "wordpress", "drupal", "ghost", "rabbitmq",
    "opensuse/leap", "opensuse/tumbleweed", "oven/bun", "denoland/deno", "public.ecr.aws/amazonlinux/amazonlinux",
    "registry.access.redhat.com/ubi8/ubi", "registry.access.redhat.com/ubi8/ubi-minimal",
    "registry.access.redhat.com/ubi9/ubi", "registry.access.redhat.com/ubi9/ubi-minimal",
    "registry.access.redhat.com/ubi9", "registry.access.redhat.com/ubi9-minimal", "ibmjava", "sapmachine",
    "mcr.microsoft.com/dotnet/aspnet", "mcr.microsoft.com/dotnet/runtime", "mcr.microsoft.com/dotnet/sdk",
  ]

  /// Whether an image is known to run as root.
  package static func runsAsRoot(_ image: ImageReference) -> Bool {
    user(of: image) == nil
      && (rootImages.contains(image.repository) || image.repository.hasPrefix("gcr.io/distroless/"))
  }
}
