"""The plain HTTP of the Secrets Manager Agent and the Lambda extension, and what else answers on the port."""
import json, os, socket, stat, unittest, urllib.parse

from endpoint import EndpointTest, Server, Vault

TOKEN = {"X-Aws-Parameters-Secrets-Token": "the-agents-token"}


class Agent(EndpointTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.stop()
        cls.server = Server(cls.vault, environment={"AWS_TOKEN": "the-agents-token"})
        cls.secrets = cls.server.client("secretsmanager")
        cls.parameters = cls.server.client("ssm")
        cls.version = cls.secrets.create_secret(Name="my/secret", SecretString="old")["VersionId"]
        cls.secrets.put_secret_value(SecretId="my/secret", SecretString="new")
        cls.parameters.put_parameter(Name="/my/parameter", Value="hidden", Type="SecureString")
        cls.parameters.put_parameter(Name="/my/parameter", Value="hidden too", Overwrite=True)

    def get(self, path, headers=TOKEN, method="GET"):
        status, _, body = self.server.raw(method, path, headers=headers)
        return status, body.decode()

    def test_secrets(self):
        for path in ("/secretsmanager/get?secretId=my%2Fsecret", "/v1/my%2Fsecret", "/v1/my/secret", "/v1/my/secret?refreshNow=true"):
            status, body = self.get(path)
            self.assertEqual(status, 200, body)
            got = json.loads(body)
            self.assertEqual((got["Name"], got["SecretString"], got["VersionStages"]), ("my/secret", "new", ["AWSCURRENT"]))
            self.assertIsInstance(got["CreatedDate"], str)
            float(got["CreatedDate"])
        old = json.loads(self.get(f"/secretsmanager/get?secretId=my/secret&versionId={self.version}")[1])
        self.assertEqual(old["SecretString"], "old")
        old = json.loads(self.get("/secretsmanager/get?secretId=my/secret&versionStage=AWSPREVIOUS&refreshNow=0")[1])
        self.assertEqual(old["SecretString"], "old")

    def test_parameters(self):
        name = urllib.parse.quote("/my/parameter", safe="")
        got = json.loads(self.get(f"/systemsmanager/parameters/get?name={name}&withDecryption=true")[1])["Parameter"]
        self.assertEqual((got["Name"], got["Value"], got["Version"]), ("/my/parameter", "hidden too", 2))
        got = json.loads(self.get(f"/systemsmanager/parameters/get?name={name}&version=1&withDecryption=true")[1])["Parameter"]
        self.assertEqual(got["Value"], "hidden")
        self.assertNotIn("hidden", self.get(f"/systemsmanager/parameters/get?name={name}")[1])

    def test_errors(self):
        status, body = self.get("/secretsmanager/get?secretId=nope")
        self.assertEqual((status, json.loads(body)["__type"]), (400, "ResourceNotFoundException"))
        for path, text in (
            ("/secretsmanager/get?secretId=a&colour=red", "unknown parameter: colour"), ("/secretsmanager/get", "missing parameter: secretId"),
            ("/secretsmanager/get?secretId=a&refreshNow=maybe", "invalid parameter: refreshNow"), ("/secretsmanager/get?secretId=%zz", "invalid query"),
        ):
            self.assertEqual(self.get(path), (400, text))
        self.assertEqual(self.get("/elsewhere")[0], 404)
        self.assertEqual(self.get("/secretsmanager/get?secretId=my/secret", method="PUT"), (405, "Not allowed"))

    def test_tokens(self):
        path = "/secretsmanager/get?secretId=my/secret"
        self.assertEqual(self.get(path, {"X-Vault-Token": "the-agents-token"})[0], 200)
        for headers in ({}, {"X-Aws-Parameters-Secrets-Token": "x"}, {"X-Aws-Parameters-Secrets-Token": ""}):
            self.assertEqual(self.get(path, headers), (403, "Bad Token"))
        self.assertEqual(self.get(path, TOKEN | {"X-Forwarded-For": "10.0.0.1"}), (400, "Forwarded"))
        self.assertEqual(self.get("/ping", {}), (200, "healthy"))
        self.assertEqual(self.get("/health", {}), (200, '{"status":"healthy"}'))

    def test_a_token_file(self):
        (self.vault.folder / "token").write_text("from-a-file\n")
        server = Server(self.vault, environment={"AWS_TOKEN": f"file://{self.vault.folder}/token"})
        try:
            status, _, _ = server.raw("GET", "/v1/my/secret", headers={"X-Aws-Parameters-Secrets-Token": "from-a-file"})
            self.assertEqual(status, 200)
        finally:
            server.stop()


class Listening(unittest.TestCase):
    def setUp(self):
        self.vault = Vault()
        self.addCleanup(self.vault.remove)

    def refusal(self, *arguments):
        result = self.vault.run("serve", *arguments, check=False)
        return result.returncode, result.stderr.decode()

    def test_a_unix_socket(self):
        path = str(self.vault.folder / "vault.sock")
        server = Server(self.vault, "--socket", path)
        try:
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(path)
            connection.sendall(b"GET /ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            answer = b""
            while chunk := connection.recv(1000):
                answer += chunk
            self.assertTrue(answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"healthy"), answer)
            status, errors = self.refusal("--socket", path)
            self.assertEqual(status, 5)
            self.assertIn("another server listens on", errors)
        finally:
            server.stop()
        (self.vault.folder / "file").write_text("precious")
        status, errors = self.refusal("--socket", "file")
        self.assertEqual(status, 5)
        self.assertIn("exists and is no socket", errors)
        self.assertEqual((self.vault.folder / "file").read_text(), "precious")

    def test_both_loopback_addresses(self):
        server = Server(self.vault)
        try:
            for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                try:
                    probe = socket.socket(family)
                    probe.bind((host, 0))
                    probe.close()
                except OSError:
                    continue
                connection = socket.socket(family)
                connection.connect((host, server.port))
                connection.sendall(b"GET /ping HTTP/1.0\r\n\r\n")
                self.assertIn(b"healthy", connection.recv(1000))
                connection.close()
        finally:
            server.stop()

    def test_other_addresses(self):
        status, errors = self.refusal("--host", "0.0.0.0")
        self.assertEqual(status, 2)
        self.assertIn("can be reached from other machines", errors)
        self.assertEqual(self.refusal("--host", "0.0.0.0", "--allow-remote", "--no-auth")[0], 2)
        server = Server(self.vault, "--host", "0.0.0.0", "--allow-remote")
        server.stop()

    def test_a_port_in_use(self):
        server = Server(self.vault)
        try:
            status, errors = self.refusal("--port", str(server.port))
            self.assertEqual(status, 5)
            self.assertIn(f"cannot listen on 127.0.0.1:{server.port}: Address already in use", errors)
            self.assertIn("hint: --port", errors)
        finally:
            server.stop()

    def test_a_host_that_is_none(self):
        status, errors = self.refusal("--host", "no-such-host.invalid", "--allow-remote")
        self.assertEqual(status, 2)
        self.assertIn("--host no-such-host.invalid: give the address in numbers", errors)

    def test_it_stops_although_a_client_waits(self):
        server = Server(self.vault)
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        idle = socket.create_connection(("127.0.0.1", server.port))
        server.raw("GET", "/ping")
        output, errors = server.stop()
        self.assertEqual((server.process.returncode, errors), (0, b""))
        connection.close()
        idle.close()

    def test_no_auth(self):
        server = Server(self.vault, "--no-auth", keys=False)
        server.client("secretsmanager", "anything", "goes").create_secret(Name="a", SecretString="b")
        target = {"X-Amz-Target": "secretsmanager.ListSecrets"}
        self.assertEqual(server.raw(body=b"{}", headers=target)[0], 200)
        status, _, body = server.raw(body=b"{}", headers=target | {"Host": "rebound.example.com"})
        self.assertEqual((status, json.loads(body)["__type"]), (400, "AccessDeniedException"))
        token = {"X-Aws-Parameters-Secrets-Token": "any"}
        self.assertEqual(server.raw("GET", "/v1/a", headers=token)[0], 200)
        self.assertEqual(server.raw("GET", "/v1/a", headers=token | {"Host": "rebound.example.com"})[0], 400)
        _, errors = server.stop()
        self.assertIn("--no-auth: whoever reaches this endpoint reads and changes every secret", errors.decode())

    def test_access_keys(self):
        (self.vault.folder / "more").write_text("\n# comment\n AKIAOTHER : other-secret \n")
        server = Server(self.vault, environment={"SPECVAULT_ACCESS_KEYS": str(self.vault.folder / "more")})
        server.client("secretsmanager", "AKIAOTHER", "other-secret").list_secrets()
        server.stop()
        (self.vault.folder / "wrong").write_text("AKIAOTHER:ok\nno-pair-but-a-secret\n")
        status, errors = self.refusal("--access-key", "@wrong")
        self.assertEqual(status, 2)
        self.assertIn("wrong:2: expected an access key id and its secret", errors)
        self.assertNotIn("no-pair-but-a-secret", errors)
        server = Server(self.vault, "--access-key", "AKIAPLAIN:in-plain-sight", keys=False)
        server.client("secretsmanager", "AKIAPLAIN", "in-plain-sight").list_secrets()
        self.assertIn("seen by other processes", server.stop()[1].decode())

    def test_requests_are_logged_without_values(self):
        server = Server(self.vault, "--log-requests")
        client = server.client("secretsmanager")
        client.create_secret(Name="a/b", SecretString="hunter2-value")
        client.get_secret_value(SecretId="a/b")
        errors = server.stop()[1].decode()
        self.assertIn("specvault: 200 GetSecretValue a/b AKIATEST", errors)
        self.assertNotIn("hunter2", errors)


if __name__ == "__main__":
    unittest.main()
