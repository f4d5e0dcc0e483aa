"""Programs that know nothing of specvault, led to it by their environment alone."""
import json, os, pathlib, signal, subprocess, sys, unittest, urllib.request

from endpoint import PROGRAM, Server, Vault

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = pathlib.Path(sys.executable).parent


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.vault = Vault()
        self.addCleanup(self.vault.remove)
        self.vault.environment["PATH"] = f"{TOOLS}:{os.environ['PATH']}"

    def with_endpoint(self, *command, options=(), check=True):
        return self.vault.run("run", "--with-endpoint", *options, "--", *command, check=check)


class CommandLine(CommandTest):
    def test_a_session(self):
        """The aws CLI, endpoint and credentials from the lines that `serve` prints."""
        server = Server(self.vault, keys=False)
        self.addCleanup(server.kill)
        lines = b"".join(iter(server.process.stdout.readline, f"# ready: {server.url}\n".encode())).decode()
        (self.vault.folder / "endpoint.sh").write_text(lines)

        def aws(command, input=None):
            result = subprocess.run(
                ["bash", "-c", f". ./endpoint.sh; aws {command}"], cwd=self.vault.folder, env=self.vault.environment, capture_output=True, text=True)
            return result.returncode, result.stdout, result.stderr

        self.assertEqual(json.loads(aws("sts get-caller-identity")[1])["Account"], "123456789012")
        made = json.loads(aws("secretsmanager create-secret --name cli/one --secret-string hunter2 --tags Key=a,Value=b")[1])
        self.assertEqual(aws("secretsmanager get-secret-value --secret-id cli/one --query SecretString --output text")[1], "hunter2\n")
        self.assertEqual(json.loads(aws("secretsmanager list-secrets")[1])["SecretList"][0]["ARN"], made["ARN"])
        aws("secretsmanager put-secret-value --secret-id cli/one --secret-string 'new one'")
        self.assertEqual(aws("secretsmanager get-secret-value --secret-id cli/one --version-stage AWSPREVIOUS --query SecretString --output text")[1], "hunter2\n")
        for name in ("a", "b"):
            self.assertEqual(aws(f"ssm put-parameter --name /cli/{name} --value {name} --type SecureString")[0], 0)
        self.assertEqual(aws("ssm get-parameters-by-path --path /cli --with-decryption --query 'Parameters[].Value' --output text --max-items 1")[1].split()[0], "a")
        self.assertEqual(aws("ssm get-parameters-by-path --path /cli --with-decryption --query 'Parameters[].Value' --output text")[1], "a\tb\n")
        status, _, errors = aws("secretsmanager get-secret-value --secret-id nope")
        self.assertNotEqual(status, 0)
        self.assertIn("(ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't find the specified secret.", errors)
        self.assertEqual(aws("secretsmanager delete-secret --secret-id cli/one --recovery-window-in-days 7")[0], 0)
        self.assertIn("marked for deletion", aws("secretsmanager get-secret-value --secret-id cli/one")[2])
        self.assertEqual(self.vault.run("get", "/cli/a").stdout, b"a")


class WithEndpoint(CommandTest):
    def test_a_flask_application(self):
        database = {"host": "db.local", "username": "shop", "password": "hunter2"}
        self.vault.run("put", "shop-api/database", "-", input=json.dumps(database).encode())
        self.vault.run("put", "/shop-api/currency", "-", "--type", "String", input=b"KRW")
        result = self.with_endpoint("python", str(ROOT / "fixtures/flask-app/app.py"), "--once")
        self.assertEqual(json.loads(result.stdout), {"database": "db.local", "user": "shop", "currency": "KRW"})

    def test_the_go_sdk(self):
        source = ROOT / "Tests/Clients/go/main.go"
        program = ROOT / ".build/go-client"
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOCACHE=str(ROOT / ".build/go-cache"), GOFLAGS="-mod=mod")
            subprocess.run(["go", "build", "-o", program, source], env=environment, check=True)
        result = json.loads(self.with_endpoint(str(program)).stdout)
        self.assertEqual(result, {
            "secret": "from go", "stages": ["AWSCURRENT"], "missing": True, "listed": 1, "parameters": ["/go/a", "/go/b"], "account": "123456789012"})

    def test_what_the_command_sees(self):
        self.vault.environment |= {"AWS_PROFILE": "production", "AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_SESSION_TOKEN": "real", "AWS_REGION": "eu-west-3"}
        lines = self.with_endpoint("env").stdout.decode().splitlines()
        seen = dict(line.split("=", 1) for line in lines if line.startswith("AWS_"))
        self.assertNotIn("AWS_PROFILE", seen)
        self.assertNotEqual(seen["AWS_ACCESS_KEY_ID"], "AKIAREAL")
        self.assertNotEqual(seen["AWS_SESSION_TOKEN"], "real")
        self.assertEqual(seen["AWS_REGION"], seen["AWS_DEFAULT_REGION"])
        self.assertRegex(seen["AWS_ENDPOINT_URL_SECRETS_MANAGER"], r"^http://127.0.0.1:\d+$")
        self.assertEqual(seen["AWS_ENDPOINT_URL_SSM"], seen["AWS_ENDPOINT_URL_SECRETS_MANAGER"])

    def test_the_file_mode_mask_is_the_commands_own(self):
        mask = subprocess.run(["sh", "-c", "umask"], capture_output=True).stdout
        self.assertEqual(self.with_endpoint("sh", "-c", "umask").stdout, mask)

    def test_it_ends_with_the_command(self):
        for code in (0, 7):
            self.assertEqual(self.with_endpoint("sh", "-c", f"exit {code}", check=False).returncode, code)
        self.assertEqual(self.with_endpoint("no-such-program", check=False).returncode, 127)
        url = self.with_endpoint("printenv", "AWS_ENDPOINT_URL_SSM").stdout.decode().strip()
        with self.assertRaises(OSError):
            urllib.request.urlopen(url + "/ping", timeout=2)
        killed = subprocess.Popen([PROGRAM, "run", "--with-endpoint", "--", "sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.1; done"],
                                  cwd=self.vault.folder, env=self.vault.environment, stdout=subprocess.PIPE)
        killed.stdout.readline()
        killed.send_signal(signal.SIGTERM)
        self.assertEqual(killed.wait(20), 9)
        killed.stdout.close()

    def test_the_session_is_audited(self):
        self.vault.run("put", "x", "-", input=b"v")
        script = "import boto3; c = boto3.client('secretsmanager'); [c.get_secret_value(SecretId='x') for _ in range(3)]; c.create_secret(Name='y', SecretString='z')"
        self.with_endpoint("python", "-c", script)
        log = self.vault.run("audit").stdout.decode()
        self.assertRegex(log, r"serve +end +3 reads, 1 changes")
        self.assertRegex(log, r"CreateSecret +y +serve: specvault-session")
        accessed = json.loads(self.vault.run("history", "x", "--format", "json").stdout)
        self.assertTrue(accessed)

    def test_secrets_are_in_no_process_list(self):
        self.vault.run("put", "x", "-", input=b"v")
        script = "import os, pathlib; p = os.getppid(); print(pathlib.Path(f'/proc/{p}/cmdline').read_bytes())"
        shown = self.with_endpoint("python", "-c", script).stdout.decode()
        self.assertNotIn("ASIA", shown)


if __name__ == "__main__":
    unittest.main()
