"""Signature Version 4: botocore's own signer is the oracle; every changed bit is refused."""
import datetime, http.client, json, os, random, string, unittest

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from endpoint import EndpointTest, Server, Vault, KEY, REGION, SECRET

TARGET = "secretsmanager.GetSecretValue"


class Signer(SigV4Auth):
    """botocore's, at a time of our choosing."""

    offset = 0

    def _set_necessary_date_headers(self, request):
        if self.offset:
            moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.offset)
            request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
        super()._set_necessary_date_headers(request)

    def add_auth(self, request):
        if not self.offset:
            return super().add_auth(request)
        moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.offset)
        request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        self._inject_signature_to_request(request, self.signature(self.string_to_sign(request, canonical), request))


class SignatureTest(EndpointTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secrets.create_secret(Name="s", SecretString="the value")
        cls.connection = http.client.HTTPConnection("127.0.0.1", cls.server.port, timeout=10)

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        super().tearDownClass()

    def signed(self, body=b'{"SecretId":"s"}', path="/", method="POST", extra=(), key=KEY, secret=SECRET, token=None,
               region=REGION, service="secretsmanager", offset=0, target=TARGET):
        url = f"{self.server.url}{path}"
        request = AWSRequest(method, url, data=body, headers={"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})
        for name, value in extra:
            request.headers.add_header(name, value)
        signer = Signer(Credentials(key, secret, token), service, region)
        signer.offset = offset
        signer.add_auth(request)
        return request

    def send(self, method, path, headers, body):
        self.connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers:
            self.connection.putheader(name, value)
        self.connection.putheader("Content-Length", str(len(body)))
        self.connection.endheaders(body)
        response = self.connection.getresponse()
        return response.status, json.loads(response.read() or b"null")

    def ask(self, request, path="/"):
        headers = [(name, value) for name, value in request.headers.items()]
        if "host" not in {name.lower() for name, _ in headers}:
            headers.append(("Host", f"127.0.0.1:{self.server.port}"))
        return self.send(request.method, path, headers, request.data or b"")

    def assertRefused(self, answer, code, message=None):
        status, body = answer
        self.assertEqual((status, body["__type"]), (400, code), body)
        if message:
            self.assertIn(message, body["message"])


class Oracle(SignatureTest):
    def test_thousands_of_random_requests(self):
        chance = random.Random(os.environ.get("SEED", "4"))
        letters = string.ascii_letters + string.digits + "-_.~"
        for number in range(3000):
            extra = []
            for _ in range(chance.randrange(4)):
                name = "X-" + "".join(chance.choices(string.ascii_letters, k=chance.randrange(1, 12)))
                value = "".join(chance.choices(letters + "   ,;:/=\t\"'()", k=chance.randrange(20)))
                extra.append((name, value))
                if chance.random() < 0.3:
                    extra.append((name.lower() if chance.random() < 0.5 else name, "second  value "))
            query = "&".join(
                "".join(chance.choices(letters, k=chance.randrange(1, 5))) + chance.choice(["", "=", "=" + "".join(chance.choices(letters + "%20", k=3)).replace("%", "")])
                for _ in range(chance.randrange(4)))
            path = "/" + ("?" + query if query else "")
            value = "".join(chance.choices(letters + "\u00e9\u4e2d\U0001f600\"\\", k=chance.randrange(60)))
            body = json.dumps({"SecretId": "s", "Ignored": value}, ensure_ascii=chance.random() < 0.5).encode()
            region = chance.choice([REGION, "ap-northeast-2", "us-gov-west-1"])
            token = None
            request = self.signed(body, path, extra=extra, region=region, token=token)
            status, answer = self.ask(request, path)
            expected = (200, None) if region == REGION else (400, "ResourceNotFoundException")
            self.assertEqual((status, answer.get("__type")), expected, (number, path, extra, answer))

    def test_every_bit_counts(self):
        request = self.signed()
        self.assertEqual(self.ask(request)[0], 200)
        body = request.data
        headers = [(name, value) for name, value in request.headers.items()] + [("Host", f"127.0.0.1:{self.server.port}")]
        for place in range(len(body)):
            for bit in range(8):
                changed = bytearray(body)
                changed[place] ^= 1 << bit
                status, answer = self.send("POST", "/", headers, bytes(changed))
                self.assertEqual((status, answer["__type"]), (400, "InvalidSignatureException"))
        for index, (name, value) in enumerate(headers):
            for place in range(len(value)):
                for bit in range(7):
                    character = chr(ord(value[place]) ^ 1 << bit)
                    if not character.isprintable() or character == " " or (place in (0, len(value) - 1) and character.isspace()):
                        continue
                    changed = value[:place] + character + value[place + 1:]
                    status, answer = self.send("POST", "/", headers[:index] + [(name, changed)] + headers[index + 1:], body)
                    self.assertNotEqual(status, 200, (name, changed))

    def test_paths_are_signed_as_botocore_signs_them(self):
        """Only one path is answered, but the signature is looked at first on none of the others."""
        for path in ("/?a=b&a=a&c", "/?b=%2F&a=%20x"):
            self.assertEqual(self.ask(self.signed(path=path), path)[0], 200, path)

    def test_an_empty_body(self):
        status, answer = self.ask(self.signed(body=b"", target="secretsmanager.ListSecrets"))
        self.assertEqual(status, 200, answer)


class Refusals(SignatureTest):
    def test_no_signature(self):
        self.assertRefused(
            self.send("POST", "/", [("Host", "x"), ("X-Amz-Target", TARGET)], b"{}"), "MissingAuthenticationTokenException",
            "Missing Authentication Token")

    def test_incomplete_ones(self):
        for header, message in (
            ("AWS4-HMAC-SHA256 Credential=x/1/2/3/4", "requires 'Signature' parameter. Authorization header requires 'SignedHeaders'"),
            ("AWS4-HMAC-SHA256 Credential=x, SignedHeaders=a, Signature=b", "at least 5 slash-delimited elements"),
            ("Basic dXNlcjpwYXNz", "Unsupported AWS 'algorithm': 'Basic'"),
            ("AWS4-HMAC-SHA256", "requires 'Credential' parameter"),
        ):
            answer = self.send("POST", "/", [("Host", "x"), ("X-Amz-Target", TARGET), ("Authorization", header)], b"{}")
            self.assertRefused(answer, "IncompleteSignatureException", message)
        request = self.signed()
        del request.headers["X-Amz-Date"]
        self.assertRefused(self.ask(request), "IncompleteSignatureException", "'X-Amz-Date' or a 'Date' header")

    def test_keys(self):
        self.assertRefused(
            self.ask(self.signed(key="AKIANOBODY")), "UnrecognizedClientException",
            "The security token included in the request is invalid.")
        self.assertRefused(self.ask(self.signed(secret=SECRET + "x")), "InvalidSignatureException", "The request signature we calculated")
        self.assertRefused(self.ask(self.signed(token="a-token-that-is-none")), "UnrecognizedClientException")

    def test_times(self):
        self.assertEqual(self.ask(self.signed(offset=-280))[0], 200)
        self.assertEqual(self.ask(self.signed(offset=280))[0], 200)
        self.assertRefused(self.ask(self.signed(offset=-320)), "InvalidSignatureException", "Signature expired: ")
        self.assertRefused(self.ask(self.signed(offset=320)), "InvalidSignatureException", "Signature not yet current: ")

    def test_scopes(self):
        self.assertRefused(
            self.ask(self.signed(service="ssm")), "InvalidSignatureException",
            "Credential should be scoped to correct service: 'secretsmanager'.")
        self.assertRefused(self.ask(self.signed(region="nowhere")), "InvalidSignatureException", "scoped to a valid region")

    def test_unsigned_headers_that_decide(self):
        request = self.signed()
        request.headers["X-Amz-Extra"] = "1"
        self.assertRefused(self.ask(request), "InvalidSignatureException", "must be a 'SignedHeader'")
        request = self.signed()
        del request.headers["X-Amz-Target"]
        request.headers["X-Amz-Target"] = "secretsmanager.DeleteSecret"
        self.assertRefused(self.ask(request), "InvalidSignatureException")

    def test_unknown_operations(self):
        for target in ("secretsmanager.Explode", "AmazonSSM.SendCommand", "TrentService.Decrypt", "x"):
            self.assertRefused(self.ask(self.signed(target=target)), "UnknownOperationException")


class Sessions(unittest.TestCase):
    """Credentials that `serve` makes for one run."""

    def test_temporary_credentials(self):
        vault = Vault()
        server = Server(vault, keys=False)
        try:
            lines = []
            while not lines or not lines[-1].startswith("# ready"):
                lines.append(server.process.stdout.readline().decode().strip())
            values = dict(line.removeprefix("export ").split("=", 1) for line in lines if line.startswith("export AWS_"))
            for service in ("SECRETS_MANAGER", "SSM", "STS"):
                self.assertEqual(values[f"AWS_ENDPOINT_URL_{service}"], server.url)
            self.assertNotIn("AWS_ENDPOINT_URL", values, "which would divert S3 and all others")
            self.assertEqual(lines[-1], f"# ready: {server.url}")
            key, secret, token = (values[f"AWS_{n}"] for n in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"))
            client = server.client("secretsmanager", key, secret, token)
            client.create_secret(Name="a", SecretString="b")
            for wrong in (None, token[:-1] + "_"):
                with self.assertRaises(client.exceptions.ClientError) as caught:
                    server.client("secretsmanager", key, secret, wrong).list_secrets()
                self.assertEqual(caught.exception.response["Error"]["Code"], "UnrecognizedClientException")
            identity = server.client("sts", key, secret, token).get_caller_identity()
            self.assertEqual((identity["Account"], identity["Arn"]), ("123456789012", "arn:aws:iam::123456789012:user/specvault-session"))
            with self.assertRaises(client.exceptions.ClientError) as caught:
                server.client("sts", key, "wrong", token).get_caller_identity()
            self.assertEqual(caught.exception.response["Error"]["Code"], "SignatureDoesNotMatch")
            self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 403)
            with self.assertRaises(client.exceptions.ClientError) as caught:
                server.client("sts", key, secret, token).get_session_token()
            self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidAction")
        finally:
            server.stop()
            vault.remove()


if __name__ == "__main__":
    unittest.main()
