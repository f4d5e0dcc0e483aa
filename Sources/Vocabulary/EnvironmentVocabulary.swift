/// The names that people give the environments a system runs in, and the one name each of them stands for.
///
/// An environment is known throughout by its canonical name: `production` for `Production`, `prod`, `prd`, `운영`, ...
package struct EnvironmentVocabulary: Sendable {
  /// Lower-cased word to canonical name.
  private var names: [String: String]

  /// - Parameter custom: further names by the environment they stand for, as the configuration gives them.
  package init(custom: [String: [String]] = [:]) {
    names = [:]
    for (canonical, words) in Self.builtIn {
      for word in words { names[word] = canonical }
    }
    for (name, words) in custom.sorted(by: { $0.key < $1.key }) {
      let canonical = canonical(name) ?? name.lowercased()
      for word in [name] + words { names[word.lowercased()] = canonical }
    }
  }

  private static let builtIn: [String: [String]] = [
    "local": ["local", "localhost", "로컬"],
    "development": ["development", "dev", "develop", "devel", "개발"],
    "test": ["test", "testing", "테스트"],
    "qa": ["qa"],
    "staging": ["staging", "stg", "stage", "스테이징", "스테이지", "검증"],
    "preview": ["preview"],
    "uat": ["uat"],
    "sandbox": ["sandbox", "샌드박스"],
    "preproduction": ["preproduction", "preprod"],
    "production": ["production", "prod", "prd", "live", "운영", "프로덕션", "상용", "실서비스"],
  ]

  /// The canonical name of a word that is the name of an environment.
  package func canonical(_ word: String) -> String? {
    names[word.lowercased()]
  }

  /// All words that name an environment, sorted.
  package var words: [String] { names.keys.sorted() }

  /// Makes a name known that a document uses for an environment of its own; returns its canonical name.
  package mutating func learn(_ name: String) -> String {
    if let known = canonical(name) { return known }
    if let part = mentioned(in: name).first { return part }
    let canonical = name.lowercased()
    names[canonical] = canonical
    return canonical
  }

  /// The canonical names of the environments that a text mentions as whole words, in order, each once.
  ///
  /// Korean particles may follow a name: `Staging만`, `운영에서`.
  package func mentioned(in text: String) -> [String] {
    var result: [String] = []
    var previous = ""
    for word in words(of: text) {
      let prefix = previous.lowercased()
      previous = word
      if prefix == "non" || prefix == "not" { continue }
      if prefix == "pre", let name = canonical("pre" + word) {
        result.append(name)
      } else if let name = canonical(word), !result.contains(name) {
        result.append(name)
      }
    }
    return result
  }

  /// Runs of letters and digits, cut where the script changes between Latin and Hangul.
  private func words(of text: String) -> [String] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      return text.utf8.split { !($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) && !($0 >= 0x30 && $0 <= 0x39) }.map {
        String($0) ?? ""
      }
    }
    var result: [String] = []
    var word = ""
    var isLatin = true
    for character in text {
      let isWord = character.isLetter || character.isNumber
      if !isWord || (!word.isEmpty && character.isASCII != isLatin) {
        if !word.isEmpty { result.append(word) }
        word = ""
      }
      if isWord {
        isLatin = character.isASCII
        word.append(character)
      }
    }
    if !word.isEmpty { result.append(word) }
    return result.flatMap { word in word.allSatisfy(\.isASCII) ? [word] : [word] + koreanPrefixes(word) }
  }

  private func koreanPrefixes(_ word: String) -> [String] {
    guard canonical(word) == nil, word.count < 20 else { return [] }
    return (2..<max(2, word.count)).map { String(word.prefix($0)) }.filter { canonical($0) != nil }.suffix(1)
  }

  /// Words that mean every environment.
  package static func meansAll(_ text: String) -> Bool {
    ["all", "전체", "모두", "모든 환경", "all environments", "every environment", "any", "*", "공통"].contains(text.lowercased())
  }
}
