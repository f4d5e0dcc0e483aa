"""Several processes on one vault, and what a power cut leaves."""
import concurrent.futures, os, random, subprocess, threading, time, unittest, uuid

from botocore.exceptions import BotoCoreError, ClientError

from endpoint import EndpointTest, Server, Vault

SECONDS = float(os.environ.get("LOAD_SECONDS", "5"))


class Load(EndpointTest):
    def test_reads_and_writes_together(self):
        """64 clients; each owns a secret and a parameter, reads its own writes and others', for a while."""
        stop, faults, done = time.monotonic() + SECONDS, [], []

        secrets = self.server.client("secretsmanager", max_pool_connections=64)
        parameters = self.server.client("ssm", max_pool_connections=64)

        def work(number):
            name, chance, written, count = f"load/{number}", random.Random(number), 0, 0
            secrets.create_secret(Name=name, SecretString="0")
            parameters.put_parameter(Name="/" + name, Value="0", Type="SecureString")
            while time.monotonic() < stop:
                count += 1
                choice = chance.random()
                if choice < 0.1:
                    written += 1
                    secrets.put_secret_value(SecretId=name, SecretString=str(written))
                    parameters.put_parameter(Name="/" + name, Value=str(written), Overwrite=True)
                elif choice < 0.2:
                    secrets.list_secrets(MaxResults=10)
                else:
                    got = secrets.get_secret_value(SecretId=name)["SecretString"]
                    also = parameters.get_parameter(Name="/" + name, WithDecryption=True)["Parameter"]["Value"]
                    if (got, also) != (str(written), str(written)):
                        faults.append((name, written, got, also))
            done.append(count)

        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            futures = [pool.submit(work, number) for number in range(64)]
            time.sleep(SECONDS * 0.4)
            early = self.server.memory()
            for future in futures:
                future.result()
        self.assertLess(self.server.memory() - early, 20, "memory stays")
        self.assertEqual(faults, [])
        self.assertEqual(len(done), 64)
        names = [s["Name"] for page in self.secrets.get_paginator("list_secrets").paginate() for s in page["SecretList"]]
        self.assertLessEqual({f"load/{n}" for n in range(64)}, set(names))

    def test_two_servers_and_the_command_line(self):
        """A change through one is what the next read through any other sees."""
        other = Server(self.vault)
        try:
            clients = [self.secrets, other.client("secretsmanager")]
            clients[0].create_secret(Name="shared", SecretString="0")
            chance = random.Random(1)
            for number in range(1, 40):
                writer = chance.randrange(3)
                if writer == 2:
                    self.vault.run("put", "shared", "-", input=str(number).encode())
                else:
                    clients[writer].put_secret_value(SecretId="shared", SecretString=str(number))
                for client in clients:
                    self.assertEqual(client.get_secret_value(SecretId="shared")["SecretString"], str(number))
                if number % 10 == 0:
                    self.assertEqual(self.vault.run("get", "shared").stdout.decode(), str(number))
            clients[1].delete_secret(SecretId="shared", ForceDeleteWithoutRecovery=True)
            with self.refuses("ResourceNotFoundException"):
                clients[0].get_secret_value(SecretId="shared")
        finally:
            other.stop()

    def test_a_new_key_of_the_vault(self):
        self.secrets.create_secret(Name="rekeyed", SecretString="v")
        token = self.secrets.list_secrets(MaxResults=1).get("NextToken")
        self.vault.run("rekey")
        self.assertEqual(self.secrets.get_secret_value(SecretId="rekeyed")["SecretString"], "v")
        self.secrets.put_secret_value(SecretId="rekeyed", SecretString="w")
        self.assertEqual(self.secrets.get_secret_value(SecretId="rekeyed")["SecretString"], "w")
        if token:
            with self.refuses("InvalidNextTokenException"):
                self.secrets.list_secrets(MaxResults=1, NextToken=token)


class PowerCut(unittest.TestCase):
    def test_what_was_acknowledged_is_there(self):
        vault = Vault()
        self.addCleanup(vault.remove)
        acknowledged = {}
        for round in range(4):
            server = Server(vault)
            attempted = {}

            client = server.client("secretsmanager", max_pool_connections=8)

            def write(number):
                name = f"cut/{round}/{number}"
                for value in range(10_000):
                    attempted[name] = str(value)
                    try:
                        if value == 0:
                            client.create_secret(Name=name, SecretString="0")
                        else:
                            client.put_secret_value(SecretId=name, SecretString=str(value))
                    except (BotoCoreError, ClientError):
                        return
                    acknowledged[name] = str(value)

            threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
            for thread in threads:
                thread.start()
            time.sleep(0.5 + round * 0.3)
            server.kill()
            for thread in threads:
                thread.join()
            again = Server(vault)
            client = again.client("secretsmanager")
            for name, value in acknowledged.items():
                got = client.get_secret_value(SecretId=name)["SecretString"]
                self.assertIn(got, {value, attempted.get(name, value)}, name)
                acknowledged[name] = got
            again.stop()
        self.assertGreater(len(acknowledged), 8)
        self.assertEqual(vault.run("verify").returncode, 0)


if __name__ == "__main__":
    unittest.main()
