package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import io.didact.recipe.evaluation.StageResult;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The worked examples of docs/adding-*.md, compiled and run as they stand there. */
class ExtensionsTest {
  @TempDir Path dir;

  @BeforeEach
  void model() throws IOException {
    TinyModels.write(dir.resolve("model"), 1);
  }

  @Test
  void aRewardOfOneFile() throws Exception {
    run(new Page("adding-a-reward.md"), "rl", 0);

    JsonNode metrics = lastLine(dir.resolve("out/metrics.jsonl"));
    assertThat(metrics.path("step").asInt()).isEqualTo(2);
    assertThat(metrics.path("reward/log_p").asDouble()).isNegative();
    assertThat(metrics.path("reward").asDouble())
        .isCloseTo(
            metrics.path("reward/log_p").asDouble() + metrics.path("reward/unclosed").asDouble(),
            within(1e-12));
    assertThat(metrics.path("reward/unclosed").asDouble()).isBetween(-0.5, 0.0);
  }

  @Test
  void anAlgorithmOfOneFile() throws Exception {
    run(new Page("adding-an-algorithm.md"), "rl", 0);

    assertThat(Files.readString(dir.resolve("out/config.yaml")))
        .contains("algorithm: {type: gspo, epsilonLow: 3.0E-4, epsilonHigh: 0.001}");
    assertThat(lastLine(dir.resolve("out/metrics.jsonl")).has("clippedFraction")).isTrue();
  }

  @Test
  void anEngineOfOneFile() throws Exception {
    ConcurrentLinkedQueue<JsonNode> asked = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/completions",
        exchange -> {
          asked.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
          byte[] answer =
              "{\"choices\":[{\"token_ids\":[5,6,7],\"finish_reason\":\"length\"}]}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort();
      Page page = new Page("adding-an-engine.md");
      run(page, "eval", 0, "machine.engine.url=" + url);
      StageResult result = StageResult.read(dir.resolve("out"));
      assertThat(result.metrics()).containsEntry("tokens", 3.0).containsEntry("truncated", 1.0);
      assertThat(asked).hasSize(4);
      assertThat(asked.stream().map(body -> body.path("seed").asLong()).distinct()).hasSize(4);
      assertThat(asked)
          .allSatisfy(
              body -> {
                assertThat(body.path("max_tokens").asInt()).isEqualTo(12);
                assertThat(body.path("prompt").size()).isPositive();
                assertThat(body.path("return_token_ids").asBoolean()).isTrue();
              });

      String rl =
          page.yaml()
              .replaceFirst("type: eval", "type: grpo")
              .replaceFirst("model:", "policy:")
              .replaceFirst("answer: exact", "reward: {answer: exact}")
              .replace("output: out", "output: rl");
      assertThat(run(page, rl, "grpo", 1, "machine.engine.url=" + url))
          .contains("reinforcement learning needs an engine that");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anExtensionThatIsBrokenOrMissingIsNamed() throws Exception {
    Page page = new Page("adding-a-reward.md");
    assertThat(run(page, page.yaml().replace("likelihood", "likelyhood"), "rl", 2))
        .contains("unknown type likelyhood; did you mean `likelihood`?");
    Path services = dir.resolve("classes/META-INF/services/io.didact.config.Extension");
    Files.writeString(services, "org.example.NoSuch\n");
    assertThat(run(List.of("rl", write(page.yaml()).toString()), 2))
        .contains("an extension does not load: ", "org.example.NoSuch");
  }

  private void run(Page page, String command, int exitCode, String... more) throws Exception {
    run(page, page.yaml(), command, exitCode, more);
  }

  /** Compiles the page's file into a class path of its own and runs its configuration. */
  private String run(Page page, String yaml, String command, int exitCode, String... more)
      throws Exception {
    page.compile(dir.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of(command, write(yaml).toString()));
    arguments.add("output=" + dir.resolve(yaml.replaceFirst("(?s).*\noutput: (\\w+).*", "$1")));
    arguments.addAll(List.of(more));
    return run(arguments, exitCode);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(dir.resolve("example.yaml"), yaml);
  }

  private String run(List<String> arguments, int exitCode) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    TestConsole io = new TestConsole("");
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {dir.resolve("classes").toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(Main.run(io.console(), arguments.toArray(String[]::new)))
          .as(io.err())
          .isEqualTo(exitCode);
    } finally {
      thread.setContextClassLoader(before);
    }
    return io.err();
  }

  private static JsonNode lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return JsonMapper.shared().readTree(lines.get(lines.size() - 1));
  }

  /**
   * A page of the documentation: its indented blocks.
   *
   * @param name in docs
   */
  private record Page(String name) {
    /** The block in which a line begins so. */
    private String block(String beginning) throws IOException {
      List<String> lines = Files.readAllLines(Path.of("..", "docs", name));
      List<String> found = new ArrayList<>();
      for (String line : lines) {
        boolean inside = !found.isEmpty();
        if (inside && !line.isBlank() && !line.startsWith("    ")) {
          break;
        }
        if (inside || line.startsWith("    " + beginning)) {
          found.add(line.isBlank() ? "" : line.substring(4));
        }
      }
      assertThat(found).as(beginning + " in " + name).isNotEmpty();
      return String.join("\n", found);
    }

    /** Its configuration; the command below it is another block. */
    String yaml() throws IOException {
      return block("type: ").replaceFirst("(?s)\n\nDIDACT_EXTENSIONS=.*", "\n");
    }

    void compile(Path classes) throws IOException {
      String code = block("package ");
      String main = code.replaceFirst("(?s).*\npublic record (\\w+).*", "$1");
      Path source = classes.resolve("org/example/" + main + ".java");
      Files.createDirectories(source.getParent());
      Files.writeString(source, code);
      Path services = classes.resolve("META-INF/services/io.didact.config.Extension");
      Files.createDirectories(services.getParent());
      Files.writeString(services, block("org.example.").strip() + "\n");
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      String classPath =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      StringWriter messages = new StringWriter();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
        List<String> options =
            List.of("-proc:none", "-parameters", "-cp", classPath, "-d", classes.toString());
        assertThat(
                compiler
                    .getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call())
            .as(messages.toString())
            .isTrue();
      }
    }
  }
}
