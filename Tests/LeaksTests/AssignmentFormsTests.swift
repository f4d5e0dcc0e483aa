import Testing

@testable import Leaks

/// The ways in which a name and its secret stand together, each once for a value that a machine made.
@Suite struct AssignmentFormsTests {
  private let value = "x7Kd92LmQp4R" + "tYv8WsZa31Bn"

  private func found(_ form: String, _ style: ValueStyle) -> [String] {
    let text = Array(form.replacing("VALUE", with: value).utf8)
    return LeakScanner().scan(text, style: style).map { String(decoding: text[$0.range], as: UTF8.self) }
  }

  @Test(arguments: [
    // Go, Rust, TypeScript, Swift, Kotlin, Java, C, C#, Python, Basic, Pascal
    "const dbPassword string = \"VALUE\"", "var apiKey = \"VALUE\"", "\tapiKey := \"VALUE\"",
    "apiKey := []byte(\"VALUE\")",
    "const API_TOKEN: &str = \"VALUE\";", "static API_TOKEN: &'static str = \"VALUE\";",
    "let api_token: String = String::from(\"VALUE\");", "let token = Some(\"VALUE\")",
    "  private readonly apiKey?: string = 'VALUE';", "let authToken: string | null = 'VALUE'",
    "let apiToken: String? = \"VALUE\"",
    "const val API_KEY = \"VALUE\"", "val clientSecret: String = \"VALUE\"",
    "private static final String SECRET_KEY =\n    \"VALUE\";",
    "char token[] = \"VALUE\";", "static const char *api_token = \"VALUE\";", "char api_token[64] = \"VALUE\";",
    "#define API_TOKEN \"VALUE\"", "NSString *const kApiToken_key = @\"VALUE\";", "std::string api_key{\"VALUE\"};",
    "public string ApiKey { get; set; } = \"VALUE\";", "public string ApiKey => \"VALUE\";",
    "var password = @\"VALUE\";",
    "API_TOKEN: Final[str] = \"VALUE\"", "api_token: str | None = \"VALUE\"", "API_KEY = b\"VALUE\"",
    "API_KEY = rb'VALUE'",
    "api_key = f\"VALUE\"", "secret_key = \"\"\"VALUE\"\"\"", "Dim apiToken As String = \"VALUE\"",
    "v_password VARCHAR2(30) := 'VALUE';", "(def api-key \"VALUE\")", "{:api-key \"VALUE\"}", "api_key <- \"VALUE\"",
    "$api_key .= 'VALUE';", "@api_token ||= 'VALUE'", "API_TOKEN ?= \"VALUE\"",
    // Fallbacks
    "const k = process.env.API_KEY || \"VALUE\"", "const k = process.env.API_KEY ?? 'VALUE'",
    "k = os.environ.get(\"API_KEY\") or \"VALUE\"", "k = os.getenv(\"API_KEY\", \"VALUE\")",
    "key = ENV['API_KEY'] || 'VALUE'",
    "key = ENV.fetch('API_KEY', 'VALUE')", "config(\"SECRET_KEY\", default=\"VALUE\")", "env('APP_SECRET', 'VALUE')",
    "Environment.GetEnvironmentVariable(\"API_KEY\") ?? \"VALUE\"", "@Value(\"${db.password:VALUE}\")",
    // Calls
    "builder.password(\"VALUE\")", "ds.setPassword(\"VALUE\");", "client.withApiKey(\n  \"VALUE\")",
    "$c->apiKey('VALUE');",
    "props.put(\"db.password\", \"VALUE\");", "set :db_password, 'VALUE'", "[\"--token\", \"VALUE\"]",
    "setenv(\"API_TOKEN\", \"VALUE\", 1)",
    // Blocks and pairs
    "{\"value\": \"VALUE\", \"name\": \"API_TOKEN\"}",
    "{\"name\": \"API_TOKEN\", \"scope\": \"RUN_TIME\", \"value\": \"VALUE\"}",
    "variable \"db_password\" {\n  type    = string\n  default = \"VALUE\"\n}", "api_key = {\n  value = \"VALUE\"\n}",
    "DB_PASSWORD: {description: main, value: \"VALUE\"}",
    // XML
    "<password>\n    VALUE\n  </password>", "<api-key type=\"x\">VALUE</api-key>",
    "<string name=\"api_key\">VALUE</string>",
    "<key>ApiKey</key>\n\t<string>VALUE</string>",
    "<property><name>fs.secret.key</name><value>VALUE</value></property>",
    "<entry key='api.token'>VALUE</entry>", "<c password=\"VALUE\"/>", "<password><![CDATA[VALUE]]></password>",
    "<bean><property name=\"password\"><value>VALUE</value></property></bean>", "<ns:password>VALUE</ns:password>",
    // Strings
    "\"{\\\"api_key\\\": \\\"VALUE\\\"}\"", "\"API_KEY = \\\"VALUE\\\"\\n\",", "\"API_TOKEN='VALUE'\\n\"",
    "\"Server=db;User Id=app;Password=VALUE\"", "\"Password=VALUE;Server=db\"",
    "\"host=db user=app password=VALUE dbname=x\"",
    "\"jdbc:mysql://db/x?user=a&password=VALUE\"", "fetch(`https://api.test/v1?api_key=VALUE&x=1`)",
    "https://api.test/v1?q=1&amp;access_token=VALUE",
    // Commands
    "docker login -u bob -p VALUE r.test", "redis-cli -h db -a VALUE ping",
    "aws configure set aws_secret_access_key VALUE",
    "tool deploy --api-key VALUE", "tool deploy --token=VALUE --x",
    "kubectl create secret generic x --from-literal=password=VALUE",
    "CREATE USER 'bob'@'%' IDENTIFIED BY 'VALUE';", "ALTER ROLE bob WITH PASSWORD 'VALUE';", "setx API_TOKEN VALUE",
    "openssl rsa -passin pass:VALUE -in k", "mongosh -u bob -p VALUE", "Authorization: VALUE",
  ]) func inWhateverText(form: String) {
    #expect(found(form, .quoted) == [value], "in code")
    #expect(found(form, .bare) == [value], "in settings")
    #expect(found(form, .prose) == [value], "in a document")
  }

  @Test(arguments: [
    "API_TOKEN=VALUE", "API_TOKEN := VALUE", "export API_TOKEN ?= VALUE", "set API_TOKEN=VALUE",
    "Environment=API_TOKEN=VALUE",
    "Environment=\"API_TOKEN=VALUE\"", "password: !!str VALUE", "password: |\n  VALUE\n", "password: >-\n    VALUE\n",
    "password: &db VALUE", "api.token = VALUE", "- name: API_TOKEN\n  value: VALUE\n",
    "- value: VALUE\n  key: API_TOKEN\n",
    "variables:\n  API_TOKEN:\n    description: x\n    value: VALUE\n", "url: ${API_TOKEN:-VALUE}",
    "ParameterKey=DbPassword,ParameterValue=VALUE",
    "setenv API_TOKEN VALUE", "set -gx API_TOKEN VALUE", "`API_TOKEN=VALUE`", "X-Api-Key: VALUE",
    "PGPASSWORD=VALUE psql -h db", "env: {DB_PASSWORD: VALUE}", "env: [{api_token: VALUE}]",
  ]) func inSettingsAndDocuments(form: String) {
    #expect(found(form, .bare) == [value], "in settings")
    #expect(found(form, .prose) == [value], "in a document")
  }

  @Test(arguments: [
    "getPassword(\"VALUE\")", "verifyToken(\"VALUE\")", "repo.findByToken(\"VALUE\")", "if (password == \"VALUE\")",
    "token =~ \"VALUE\"",
    "secretName: VALUE", "Secret::new(\"x\")", "log(\"the token is VALUE\")", "<token/><x>VALUE</x>",
    "{\"name\": \"API_TOKEN\"}, {\"value\": \"VALUE\"}", "- name: API_TOKEN\n- value: VALUE\n",
    "<secret name=\"VALUE\"/>",
    "{\"name\": \"API_TOKEN\", \"valueFrom\": \"VALUE\"}", "apiKey: undefined\nvalue: \"VALUE\"",
    "type=\"password\" value=\"VALUE\"",
    "x.token_count(\"VALUE\")",
    "variable \"db_password\" {\n  type = string\n}\nvariable \"image\" {\n  default = \"VALUE\"\n}",
  ]) func otherThingsAreSilent(form: String) {
    #expect(found(form, .quoted).isEmpty, "\(form)")
  }

  @Test func wordsOfSentencesAreSilent() {
    for text in [
      "The API_KEY: required, see Settings2 of the console", "Set `JWT_SECRET=your-own-secret-value-1`.",
      "token: a string of 32 characters",
      "| DB_PASSWORD | the password2 | yes |", "password = hashed_password_2",
    ] {
      #expect(LeakScanner().scan(Array(text.utf8), style: .prose).isEmpty, "\(text)")
      #expect(
        LeakScanner(flags: ["API_KEY": true, "DB_PASSWORD": true]).scan(Array(text.utf8), style: .prose).isEmpty,
        "\(text)")
    }
  }

  @Test func lettersUUIDsAndMadeUpPasswordsCount() {
    func kinds(_ text: String) -> Int { LeakScanner().scan(Array(text.utf8), style: .bare).count }
    for text in [
      "API_TOKEN=kQzWvBnMtYrPxLkJhGfDsAqZxCvBnM", "API_KEY=3f2b8c1e-9a47-4d6b-8e21-5c0d7f9a1b2e",
      "DB_PASSWORD=Summer2024!",
      "password: \"my $ecret Passw0rd\"",
    ] {
      #expect(kinds(text) == 1, "\(text)")
    }
    for text in [
      "API_TOKEN=thisIsTheVeryLongNameOfSomethingElse", "ROW_KEY=3f2b8c1e-9a47-4d6b-8e21-5c0d7f9a1b2e",
      "DB_PASSWORD=summer",
      "password: \"must not be empty, 8 characters\"", "SECRET=the-name-of-a-secret-in-the-store",
    ] {
      #expect(kinds(text) == 0, "\(text)")
    }
  }

  @Test func secretsOfKubernetesCountUnderWhateverKey() {
    let encoded = "eDdLZDkyTG1RcDRSdFl2OFdzWmEzMUJu"
    let manifest =
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  hostkey.txt: \(encoded)\n  port: ODA4MA==\nstringData:\n  dsn: \(value)\n"
    for text in [manifest, manifest.replacing("\n", with: "\r\n"), "a: 1\n---\n\(manifest)---\nkind: Service\n"] {
      let leaks = LeakScanner().scan(Array(text.utf8), style: .bare)
      #expect(leaks.map(\.kind) == [.assignment("hostkey.txt"), .assignment("dsn")], "\(text)")
      #expect(leaks.map(\.encoding) == [.base64, nil])
    }
    let json = "{\"kind\": \"Secret\",\n \"data\": {\n  \"a\": \"\(encoded)\",\n  \"b\": \"eA==\"\n }}"
    #expect(LeakScanner().scan(Array(json.utf8)).map(\.kind) == [.assignment("a")])
    for other in [
      manifest.replacing("kind: Secret", with: "kind: ConfigMap"),
      manifest.replacing("kind: Secret", with: "kind: SecretStore"),
    ] {
      #expect(LeakScanner().scan(Array(other.utf8), style: .quoted).isEmpty)
    }
  }

  @Test func columnsOfATableAreRead() {
    let table = "user,password,city\nbob,\(value),Bonn\neve,\"Kd92LmQp4RtYv8\",Köln\nmax,,Ulm\n"
    #expect(
      LeakScanner().scan(Array(table.utf8), style: .columns).map(\.kind) == [
        .assignment("password"), .assignment("password"),
      ])
    #expect(LeakScanner().scan(Array(table.replacing("password", with: "motto").utf8), style: .columns).isEmpty)
  }
}
