"""A vault of its own and `specvault serve` on it, for tests with real clients."""
import contextlib, datetime, http.client, json, os, pathlib, shutil, signal, socket, subprocess, tempfile, time, unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PROGRAM = os.environ["SPECVAULT"]
KEY, SECRET, REGION = "AKIATESTTESTTESTTEST", "a-fixed+secret/for=tests", "us-east-1"


class Vault:
    """A folder with a vault, and a home that belongs to nobody."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="deployspec-client-"))
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder / "home"), "TZ": "UTC"}
        (self.folder / "home").mkdir()
        (self.folder / "keys").write_text(f"# for tests\n{KEY}:{SECRET}\n")
        self.run("init")

    def run(self, *arguments, input=b"", check=True):
        result = subprocess.run([PROGRAM, *arguments], cwd=self.folder, env=self.environment, input=input, capture_output=True)
        if check and result.returncode != 0:
            raise AssertionError(result.stderr.decode())
        return result

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """`specvault serve`, ready."""

    def __init__(self, vault, *arguments, keys=True, environment={}):
        self.vault = vault
        read, write = os.pipe()
        chosen = ["--access-key", f"@{vault.folder}/keys"] if keys else []
        where = [] if "--socket" in arguments or "--port" in arguments else ["--port", "0"]
        self.process = subprocess.Popen(
            [PROGRAM, "serve", *where, "--ready-fd", str(write), *chosen, *arguments], cwd=vault.folder,
            env=vault.environment | environment, pass_fds=[write], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.close(write)
        with os.fdopen(read) as ready:
            self.url = ready.read().strip()
        if not self.url:
            raise AssertionError(self.process.communicate()[1].decode())
        self.port = None if self.url.startswith("http+unix") else int(self.url.rsplit(":", 1)[1])

    def client(self, service, key=KEY, secret=SECRET, token=None, region=REGION, **config):
        return boto3.Session().client(
            service, endpoint_url=self.url, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret,
            aws_session_token=token, config=Config(retries={"max_attempts": 1, "mode": "standard"}, **config))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=20)

    def kill(self):
        self.process.kill()
        self.process.communicate()

    def raw(self, method="POST", path="/", body=b"", headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), content


class EndpointTest(unittest.TestCase):
    """One vault and one server for all tests of a class."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.vault = Vault()
        cls.server = Server(cls.vault, *cls.arguments)
        cls.secrets = cls.server.client("secretsmanager", parameter_validation=False)
        cls.parameters = cls.server.client("ssm", parameter_validation=False)
        cls.count = 0

    @classmethod
    def tearDownClass(cls):
        output, errors = cls.server.stop()
        cls.vault.remove()
        assert not errors, errors.decode()

    def name(self, prefix="test"):
        type(self).count += 1
        return f"{prefix}/{type(self).__name__}/{type(self).count}"

    @contextlib.contextmanager
    def refuses(self, code, message=None, status=400):
        """The call in the block is refused like this."""
        with self.assertRaises(ClientError) as caught:
            yield
        error = caught.exception.response
        self.assertEqual(error["Error"]["Code"], code, error)
        if message is not None:
            self.assertIn(message, error["Error"].get("Message", ""))
        self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], status)
