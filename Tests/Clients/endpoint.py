"""A vault of its own and `specvault serve` on it, for tests with real clients."""
import contextlib, http.client, json, os, pathlib, re, shutil, signal, subprocess, tempfile, unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

PROGRAM = os.environ["SPECVAULT"]
KEY, SECRET, REGION = "AKIATESTTESTTESTTEST", "a-fixed+secret/for=tests", "us-east-1"


def compare_with_model(http_response, model, **_):
    """What the service's model does not know, or knows otherwise, is a fault."""
    body = json.loads(http_response.content)
    if http_response.status_code == 200:
        if model.output_shape is None:
            assert body == {}, (model.name, body)
        else:
            conform(body, model.output_shape, model.name)
        return
    code = body.pop("__type")
    shapes = {shape.error_code: shape for shape in model.error_shapes}
    if code in shapes:
        conform(body, shapes[code], f"{model.name}: {code}")
    else:
        # IAM's own refusal is written with a capital in all services.
        names = {"Message"} if code == "AccessDeniedException" else {"message"}
        assert set(body) <= names, (model.name, code, body)


def conform(value, shape, path):
    assert value is not None, path
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), path
        for name, member in value.items():
            # Four errors of Parameter Store have no members in the model, and a message on the wire.
            if name == "message" and not shape.members:
                continue
            assert name in shape.members, f"{path}: the model has no '{name}'"
            conform(member, shape.members[name], f"{path}.{name}")
    elif kind == "list":
        assert isinstance(value, list), path
        for element in value:
            conform(element, shape.member, path + "[]")
    elif kind == "map":
        for key, element in value.items():
            conform(key, shape.key, path)
            conform(element, shape.value, path)
    elif kind == "timestamp":
        assert isinstance(value, float), path
    elif kind in ("integer", "long"):
        assert isinstance(value, int) and not isinstance(value, bool), path
    elif kind == "boolean":
        assert isinstance(value, bool), path
    else:
        assert isinstance(value, str), path
        length = shape.metadata
        # The longest name of a secret is 512 characters on the way in, and 256 in the shape of the answers.
        if kind == "string" and not path.endswith(".Name"):
            assert length.get("min", 0) <= len(value) <= length.get("max", 1 << 30), f"{path}: {len(value)} characters"
        assert not getattr(shape, "enum", None) or value in shape.enum, f"{path}: {value}"


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
        """A client whose every answer is compared with the service's model."""
        client = boto3.Session().client(
            service, endpoint_url=self.url, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret,
            aws_session_token=token, config=Config(retries={"max_attempts": 1, "mode": "standard"}, **config))
        if service != "sts":
            client.meta.events.register("after-call", compare_with_model)
        return client

    def memory(self):
        """Resident, in MB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

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
