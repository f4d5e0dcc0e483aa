import ByteSearch
import Diagnostics
import Syntax
import Vocabulary

/// The users that well-known images run as where a Dockerfile built on them names none, from the versioned table in
/// `Data/base-image-users.json`.
package enum BaseImageUsers {
  private struct Row: Sendable {
    /// What the pattern of the repository begins with: most images fail there.
    let prefix: [UInt8]
    let repository: ShellPattern
    let tag: ShellPattern?
    let user: String
  }

  private static let rows: [Row] = {
    let source = SourceText(path: "base-image-users.json", bytes: PackageResources.base_image_users_json)
    return (JSONParser.parse(source).documents.first?["images"]?.elements ?? []).compactMap { entry in
      guard let repository = entry["repository"]?.value, let user = entry["user"]?.value else { return nil }
      return Row(
        prefix: Array(repository.utf8.prefix { $0 != UInt8(ascii: "*") }), repository: ShellPattern(repository),
        tag: entry["tag"]?.value.map { ShellPattern($0) }, user: user)
    }
  }()

  /// The user that is not root; `nil` where the image runs as root or nobody knows here.
  package static func user(of image: ImageReference) -> String? {
    let written = image.tag ?? "latest"
    // Of the official images only such tags have a user: the table need not be read.
    guard !rootImages.contains(image.repository) || variants.contains(where: { written.firstRange(of: $0) != nil })
    else { return nil }
    let repository = Array(image.repository.utf8)
    let tag = Array(written.utf8)
    return rows.first { row in
      repository.starts(with: row.prefix) && row.repository.matches(repository) && (row.tag?.matches(tag) ?? true)
    }?.user
  }

  private static let variants = ["nonroot", "rootless", "chiseled", "distroless", "unprivileged"]

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
