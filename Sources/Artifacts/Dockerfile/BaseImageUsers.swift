import ByteSearch
import Diagnostics
import Syntax
import Vocabulary

/// The users that well-known images run as where a Dockerfile built on them names none, from the versioned table in
/// `Data/base-image-users.txt`.
package enum BaseImageUsers {
  private static let table = FieldTable(PackageResources.base_image_users_txt)

  /// The user that is not root; `nil` where the image runs as root or nobody knows here.
  package static func user(of image: ImageReference) -> String? {
    let written = image.tag ?? "latest"
    // Of the official images only such tags have a user: the table need not be read.
    guard !rootImages.contains(image.repository) || variants.contains(where: { written.firstRange(of: $0) != nil })
    else { return nil }
    let user = userInTable(Array(image.repository.utf8), Array(written.utf8))
    return user == "root" ? nil : user
  }

  private static func userInTable(_ repository: [UInt8], _ tag: [UInt8]) -> String? {
    for row in table.rows {
      // Most rows are of other images, as the first bytes tell.
      guard repository.starts(with: row.key.utf8.prefix { $0 != UInt8(ascii: "*") }) else { continue }
      let fields = row.fields
      if fields.count > 1, ShellPattern(String(row.key)).matches(repository),
        ShellPattern(String(fields[0])).matches(tag)
      {
        return String(fields[1])
      }
    }
    return nil
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
