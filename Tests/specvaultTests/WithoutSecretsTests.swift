import TestSupport
import Testing

@testable import specvault

/// `run` starts nothing without its secrets unnoticed, and shows what it would start something with.
@Suite struct WithoutSecretsTests {
  /// A project called `sv`, without a spec.
  private func sv(_ files: [String: String] = [:], _ entries: String...) -> VaultUser {
    let user = VaultUser(["\(".specvault.yaml")": "project: sv\n"].merging(files) { $1 }).withVault()
    for entry in entries { user.put(entry, "value-of-\(entry)") }
    return user
  }

  @Test func whoTakesNothingIsTold() {
    let user = sv([:], "sv/production/A", "sv/production/B")
    let run = user.run("run", "--", "sh", "-c", "echo started")
    #expect(run.status == 0 && run.output == "started\n")
    #expect(
      run.error == "specvault: note: nothing under 'sv/development/'; 2 entries elsewhere: 'sv/production/'\n",
      "\(run.error)")
    let strict = user.run("run", "--strict", "--", "sh", "-c", "echo started")
    #expect(strict.status == 1 && strict.output.isEmpty)
    #expect(strict.error.contains("error: nothing under 'sv/development/'; 2 entries elsewhere"), "\(strict.error)")
    let taken = user.run("run", "-e", "production", "--strict", "--", "sh", "-c", "echo $A")
    #expect(taken.output == "value-of-sv/production/A\n" && taken.error.isEmpty, "\(taken.error)")
  }

  @Test func whatIsElsewhereIsNamedAndCounted() {
    let one = sv([:], "other/A")
    #expect(one.run("run", "--", "true").error.contains("nothing under 'sv/development/'; 1 entry elsewhere: 'other/'"))
    let many = sv([:], "a/A", "b/A", "/c/A", "d/A", "E")
    #expect(many.run("run", "--", "true").error.contains("; 5 entries elsewhere: '/c/', 'E', 'a/', …"))
    #expect(many.run("run", "--prefix", "x", "--", "true").error.contains("nothing under 'x'; 5 entries elsewhere"))
    let region = many.run("run", "--region", "eu-west-1", "--", "true")
    #expect(region.error.contains("5 entries elsewhere: in other accounts or regions than"), "\(region.error)")
    let gone = sv([:], "sv/development/A", "other/A")
    gone.run("delete", "sv/development/A")
    #expect(gone.run("run", "--", "true").error.contains("nothing taken of 1 entry under 'sv/development/'; 1 entry"))
    #expect(sv().run("run", "--", "true").error.isEmpty, "a vault without entries")
    let rule = sv([".specvault.yaml": "naming: {ssm: '/x/{environment}/{name}', secretsmanager: 'y/{name}'}\n"], "A")
    #expect(rule.run("run", "--", "true").error.contains("nothing under 'y/' or '/x/development/'; 1 entry elsewhere"))
  }

  @Test func entriesThatNameNoVariableAreNamed() {
    let user = sv([:], "sv/development/A", "sv/development/db-password", "sv/development/db/user")
    let run = user.run("run", "--", "sh", "-c", "echo $A")
    #expect(run.output == "value-of-sv/development/A\n")
    #expect(run.error.contains("note: 'sv/development/db-password' is left out"), "\(run.error)")
    #expect(run.error.contains("note: 'sv/development/db/user' is left out"))
    #expect(user.run("run", "--strict", "--", "true").status == 1)
    #expect(user.run("run", "--only", "A", "--strict", "--", "true").status == 0)
    #expect(user.run("export").error.contains("'sv/development/db-password' is left out"))
  }

  @Test func namesOfOnlyThatAreNowhereAreNamed() {
    let user = sv([".env": "B=b\n"], "sv/development/A")
    let run = user.run("run", "--only", "A,B,HOME,NONE", "--", "true")
    #expect(
      run.status == 0
        && run.error == "specvault: note: 'NONE' of --only is nowhere: not in the vault, the environment or a file\n")
    #expect(user.run("run", "--only", "NONE", "--strict", "--", "true").status == 1)
  }

  // MARK: Environments

  @Test func anUnknownEnvironmentIsAnError() {
    let user = sv([".speclint.yaml": "environments: {abnahme: []}\n"], "sv/prod/A", "sv/development/A", "/sv/lab/A")
    for (name, near) in [("prodd", "prod"), ("lap", "lab"), ("developmnt", "development"), ("abname", "abnahme")] {
      let run = user.run("run", "-e", name, "--", "sh", "-c", "echo started")
      #expect(run.status == 2 && run.output.isEmpty, "\(name): \(run.error)")
      #expect(run.error.contains("unknown environment '\(name)'; did you mean '\(near)'?"), "\(run.error)")
      #expect(run.error.contains("abnahme, development, lab, prod"))
    }
    for name in ["prod", "production", "prd"] {
      #expect(user.run("run", "-e", name, "--", "sh", "-c", "echo $A").output == "value-of-sv/prod/A\n", "\(name)")
    }
    let usual = user.run("run", "-e", "staging", "--", "true")
    #expect(usual.status == 0 && usual.error.contains("nothing under 'sv/staging/'; 3 entries elsewhere"))
    #expect(user.run("run", "-e", "abnahme", "--", "true").error.contains("nothing under 'sv/abnahme/'"))
    #expect(user.run("export", "-e", "prodd").status == 2)
    user.project.write(".env.mine", "X=x\n")
    #expect(user.run("run", "-e", "mine", "--", "sh", "-c", "echo $X").output == "x\n")
  }

  @Test func environmentsAreLearnedByAnyNamingRule() {
    for (rule, entry) in [
      ("{environment}/{project}/{name}", "lab/sv/A"), ("{project}-{environment}/{name}", "sv-lab/A"),
      ("x/{project}/y-{environment}-z/{name}", "x/sv/y-lab-z/A"), ("{environment}/{name}", "lab/A"),
    ] {
      let user = sv([".specvault.yaml": "project: sv\nnaming: {secretsmanager: '\(rule)'}\n"], entry, "other/x/B")
      #expect(
        user.run("run", "-e", "lab", "--only", "A", "--", "sh", "-c", "echo $A").output == "value-of-\(entry)\n",
        "\(rule)")
      let wrong = user.run("run", "-e", "lap", "--", "true")
      #expect(wrong.status == 2 && wrong.error.contains("did you mean 'lab'?"), "\(rule): \(wrong.error)")
    }
  }

  @Test func aNewEnvironmentMayBeFilled() {
    let user = sv(["a.env": "A=a\n"], "sv/development/B")
    #expect(user.run("import", "-e", "lab", "a.env").status == 0)
    #expect(user.run("get", "sv/lab/A").output == "a")
    #expect(user.run("copy", "B", "--from", "development", "--to", "bench").status == 0)
    #expect(user.run("copy", "B", "--from", "developmet", "--to", "bench").status == 2)
  }

  // MARK: Prefixes

  @Test(arguments: ["app", "app/"])
  func aPrefixIsAFolder(_ prefix: String) {
    let user = sv([:], "app/db", "app/cache/url", "apple/x")
    let show = user.run("run", "--prefix", prefix, "--show")
    #expect(show.output.contains("DB ") && show.output.contains("CACHE_URL"), "\(show.output)")
    #expect(!show.output.contains("_DB") && !show.output.contains("LE_X"))
    #expect(user.run("run", "--prefix", prefix, "--", "sh", "-c", "echo $DB").output == "value-of-app/db\n")
    #expect(user.run("export", "--prefix", prefix).output.hasPrefix("CACHE_URL=value-of-app/cache/url\n"))
  }

  @Test func aPrefixMayBeTheBeginningOfNames() {
    let user = sv([:], "app_one", "app_two", "/p/x")
    #expect(
      user.run("run", "--prefix", "app_", "--", "sh", "-c", "echo $ONE $TWO").output
        == "value-of-app_one value-of-app_two\n")
    #expect(user.run("run", "--prefix", "/p", "--", "sh", "-c", "echo $X").output == "value-of-/p/x\n")
    #expect(user.run("run", "--prefix", "app_one", "--", "sh", "-c", "echo $APP_ONE").output == "value-of-app_one\n")
  }

  // MARK: Showing

  @Test func namesAndSourcesAreShownAndNoValue() {
    let user = VaultUser([
      "deployment-spec.md": SampleSpec.text, ".env.staging": "NODE_ENV=from-file\nEXTRA=from-file\n",
    ]).withVault()
    user.put("shop/staging/DATABASE_URL", "postgres://hidden")
    user.put("/shop/staging/LEVEL", "hidden", "--type", "String")
    let show = user.run("run", "-e", "staging", "--show", environment: ["PORT": "9", "INHERITED": "x"])
    #expect(
      show.output == """
        VARIABLE      SOURCE
        API_KEY       missing
        DATABASE_URL  vault: shop/staging/DATABASE_URL (Secrets Manager)
        EXTRA         .env.staging
        LEVEL         vault: /shop/staging/LEVEL (Parameter Store)
        NODE_ENV      .env.staging
        PORT          environment

        """)
    #expect(show.status == 1 && show.error.contains("'API_KEY' is required"))
    user.put("shop/staging/API_KEY", "hidden")
    let whole = user.run("run", "-e", "staging", "--show")
    #expect(whole.status == 0 && !(whole.output + whole.error).contains("hidden"), "\(whole.error)")
    let both = user.run("run", "-e", "staging", "--show", "--", "echo", "started")
    #expect(both.output == "started\n" && both.error.contains("API_KEY       vault: shop/staging/API_KEY"))
    #expect(user.run("run").status == 2)
  }

  // MARK: What the spec asks for and the vault has

  @Test func aMessageKnowsWhatTheVaultHas() {
    let user = VaultUser(["deployment-spec.md": SampleSpec.text]).withVault()
    user.put("shop/staging/NODE_ENV", "staging")
    user.put("shop/staging/API_KEY", "k", "--store", "github")
    user.put("/shop/staging/API_KEY", "k")
    user.put("shop/staging/DATABASE_URL", "postgres://x")
    user.run("delete", "shop/staging/DATABASE_URL")
    let run = user.run("run", "-e", "staging", "--", "true")
    #expect(run.status == 1)
    #expect(
      run.error.contains(
        "the vault has it as 'shop/staging/NODE_ENV' in Secrets Manager, but the spec does not make it a secret"),
      "\(run.error)")
    #expect(run.error.contains("marked for deletion: specvault restore shop/staging/DATABASE_URL"))
    #expect(!run.error.contains("'API_KEY'"), "a store that the spec does not name is no fault")
    let check = user.run("check", "-e", "staging")
    #expect(
      check.error.contains("the vault has 'shop/staging/NODE_ENV', but the spec does not make 'NODE_ENV' a secret"))
  }

  @Test func checkWithoutASpecIsAFaultOfUse() {
    let nowhere = VaultUser().run("check")
    #expect(nowhere.status == 2 && nowhere.error.contains("there is no spec document here"))
    #expect(VaultUser(["deployment-spec.md": SampleSpec.text]).run("check").status == 1, "no vault")
  }

  @Test func checkWithoutATableOfEnvironmentsTakesTheUsualOne() {
    let spec = SampleSpec.text.split(separator: "## 2.").last.map { "---\nproject: shop\n---\n\n## 2.\($0)" } ?? ""
    let user = VaultUser(["deployment-spec.md": spec]).withVault()
    let check = user.run("check")
    #expect(
      check.status == 1 && check.output.contains("development\n") && check.output.contains("missing"), "\(check.output)"
    )
    for name in ["DATABASE_URL", "API_KEY", "OPTIONAL_KEY"] {
      user.put("shop/development/\(name)", "postgres://\(name)")
    }
    let whole = user.run("check")
    #expect(
      whole.status == 0 && whole.output.contains("3 secrets, all as the spec has them"), "\(whole.output)\(whole.error)"
    )
    #expect(user.run("check", "-e", "prduction").status == 2)
    user.project.write("deployment-spec.md", "---\nproject: shop\n---\n")
    #expect(user.run("check").output.contains("flags no variable secret: nothing was compared"))
  }
}
