"""The examples that cannot be run here: they parse, and they say what Dockerfile and docker-compose.yml say."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "fixtures" / "examples"
TESTCONTAINERS = EXAMPLES / "testcontainers"

dockerfile = (PROJECT / "Dockerfile").read_text()
image = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]["ivschat"]["image"]
port = int(re.search(r"^EXPOSE (\d+)$", dockerfile, re.MULTILINE)[1])
health_check = json.loads(re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", dockerfile, re.MULTILINE)[1])
ready_path = "/_ivschat/health/ready"


class Workflow(unittest.TestCase):
    def setUp(self):
        self.text = (EXAMPLES / "github-actions" / "ci.yml").read_text()
        self.workflow = yaml.safe_load(self.text)
        self.job = self.workflow["jobs"]["tests"]
        self.service = self.job["services"]["ivschat"]

    def test_it_is_a_workflow(self):
        # YAML 1.1, which this parser reads, takes the word `on` for a boolean. GitHub does not.
        self.assertEqual(set(self.workflow), {"name", True, "permissions", "jobs"})
        self.assertEqual(self.workflow[True], ["push", "pull_request"])
        self.assertEqual(set(self.job), {"runs-on", "services", "env", "steps"})
        for step in self.job["steps"]:
            with self.subTest(step=step):
                self.assertEqual(len({"uses", "run"} & set(step)), 1)
                self.assertLessEqual(set(step), {"name", "if", "uses", "with", "run"})

    def test_its_service_is_the_image_on_its_port(self):
        self.assertEqual(self.service["image"].rpartition("/")[2], image)
        self.assertEqual(self.service["ports"], [f"{port}:{port}"])
        self.assertEqual(self.job["env"]["IVSCHAT_ENDPOINT"], f"http://localhost:{port}")

    def test_it_waits_by_the_health_check_of_the_image(self):
        self.assertNotIn("options", self.service)
        self.assertIn(f"({' '.join(health_check)})", self.text)
        self.assertIn("FROM scratch\n", dockerfile, "with a shell, --health-cmd would do")

    def test_what_its_steps_need_is_in_the_examples(self):
        runs = [step["run"] for step in self.job["steps"] if "run" in step]
        package = json.loads((EXAMPLES / "vitest" / "package.json").read_text())
        self.assertIn("npm test", runs)
        self.assertIn("test", package["scripts"])
        self.assertTrue((EXAMPLES / "vitest" / "package-lock.json").exists())
        self.assertIn("pip install -r requirements.txt", runs)
        self.assertTrue((EXAMPLES / "pytest" / "requirements.txt").exists())


class Compose(unittest.TestCase):
    def setUp(self):
        self.folder = EXAMPLES / "compose"
        self.services = yaml.safe_load((self.folder / "docker-compose.yml").read_text())["services"]

    def test_the_tests_face_the_image_on_its_port(self):
        self.assertEqual(self.services["ivschat"], {"image": image})
        self.assertEqual(self.services["tests"]["environment"]["IVSCHAT_ENDPOINT"], f"http://ivschat:{port}")

    def test_the_tests_wait_for_the_health_check(self):
        self.assertEqual(self.services["tests"]["depends_on"], {"ivschat": {"condition": "service_healthy"}})
        self.assertEqual(health_check[1:], ["health"])

    def test_the_tests_can_be_built(self):
        self.assertTrue((self.folder / self.services["tests"]["build"] / "Dockerfile").exists())


class Testcontainers(unittest.TestCase):
    def parse(self, *command):
        if not shutil.which(command[0]):
            self.skipTest(f"there is no {command[0]} here")
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_names_image_port_and_wait_strategy(self):
        for file in ("chat.test.mjs", "test_chat.py", "ChatTest.java", "chat_test.go"):
            with self.subTest(file=file):
                text = (TESTCONTAINERS / file).read_text()
                self.assertIn(f"\"{image}\"", text.replace("'", '"'))
                self.assertEqual({int(number) for number in re.findall(r"\b\d{4,5}\b", text)}, {port})
                self.assertIn(f"\"{ready_path}\"", text.replace("'", '"'))

    def test_the_readme_says_the_same(self):
        text = (TESTCONTAINERS / "README.md").read_text()
        self.assertIn(f"`{image}`", text)
        self.assertIn(f"| Port | {port},", text)
        self.assertIn(f"`{ready_path}`", text)

    def test_the_one_for_node_parses(self):
        self.parse("node", "--check", str(TESTCONTAINERS / "chat.test.mjs"))

    def test_the_one_for_python_parses(self):
        compile((TESTCONTAINERS / "test_chat.py").read_text(), "test_chat.py", "exec")

    def test_the_one_for_java_parses(self):
        with tempfile.TemporaryDirectory() as folder:
            self.parse("javac", "-d", folder, "-proc:none", "-XDshould-stop.ifNoError=PARSE",
                       str(TESTCONTAINERS / "ChatTest.java"))

    def test_the_one_for_go_parses(self):
        self.parse("gofmt", "-e", str(TESTCONTAINERS / "chat_test.go"))


if __name__ == "__main__":
    unittest.main()
