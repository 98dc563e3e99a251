package io.didact.recipe.stage;

import static io.didact.chat.FakeChatServer.prompt;
import static io.didact.chat.FakeChatServer.reply;
import static io.didact.chat.FakeChatServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.chat.FakeChatServer;
import io.didact.hub.HubCache;
import io.didact.recipe.Continuation;
import io.didact.recipe.RecipeFile;
import io.didact.recipe.RecipeRunner;
import io.didact.recipe.evaluation.StageResult;
import io.didact.train.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RefineStageTest {
  @TempDir Path dir;

  private final List<String> messages = new ArrayList<>();

  /** A leap, a full one, a wrong one that was scored, and a text about nothing. */
  @BeforeEach
  void traces() throws IOException {
    Files.writeString(
        dir.resolve("raw.jsonl"),
        """
        {"id":"a","question":"9a+4b+7","solution":"0","trace":"calc 9a+4b+7=0.","traceIds":[1,2],"closed":false,"reward":-0.5,"source":"teacher","seed":7,"correct":true,"remark":"scored"}
        {"id":"a","question":"9a+4b+7","solution":"0","trace":"step a9+4=3,b3+7=0.","traceIds":[3],"reward":-0.25,"source":"teacher","seed":8}
        {"id":"b","question":"1a+1","solution":"2","trace":"step a1+1=3.","traceIds":[4],"reward":-0.75,"source":"teacher","seed":9}
        {"id":"c","question":"1a+2","solution":"3","trace":"talk so."}
        {"id":"d","question":"2a+2","solution":"4","trace":"calc 2a+2=4."}
        """);
    Files.writeString(
        dir.resolve("prompt.txt"), "{other} Q {question} S {solution} T {trace} {trace}");
  }

  private Path recipe(String keys) throws IOException {
    return Files.writeString(
        dir.resolve("r.yaml"),
        """
        output: %s
        machine: {workers: 1}
        stages:
          anew: {type: refine, traces: {type: file, path: raw.jsonl}, %s}
        """
            .formatted(dir.resolve("run"), keys));
  }

  private Path byServer(FakeChatServer server, String keys) throws IOException {
    return recipe(
        "tracesPerPart: 2, by: {type: server, url: '%s', model: big, prompt: prompt.txt, %s}"
            .formatted(server.url(), keys));
  }

  private void run(Path file, BooleanSupplier stop) throws Exception {
    HubCache hub = new HubCache(dir.resolve("hub"));
    new RecipeRunner(
            RecipeFile.read(file, List.of(), hub, remark -> {}),
            hub,
            Map.of(),
            Optional.empty(),
            Continuation.NONE,
            Clock.systemUTC(),
            new Listening(),
            stop)
        .run();
  }

  private void run(Path file) throws Exception {
    run(file, () -> false);
  }

  private List<JsonNode> rows() throws IOException {
    try (Stream<String> lines = Files.lines(dir.resolve("run/anew/traces.jsonl"))) {
      return lines.map(JsonMapper.shared()::readTree).toList();
    }
  }

  private List<String> texts() throws IOException {
    return rows().stream().map(row -> row.path("trace").asString()).toList();
  }

  private final class Listening implements RunListener {
    @Override
    public void onStage(String name, boolean done) {}

    @Override
    public void onStep(String stage, StepReport report, int totalSteps) {}

    @Override
    public void onSamples(String stage, SampleCount count) {}

    @Override
    public void onMessage(String text) {
      messages.add(text);
    }
  }

  @Test
  void rulesWriteRightTracesInFullAndKeepOthersAsTheyAre() throws Exception {
    byte[] raw = Files.readAllBytes(dir.resolve("raw.jsonl"));
    run(recipe("by: {type: rules, rules: [steps]}"));
    assertThat(rows().stream().map(JsonNode::toString))
        .containsExactly(
            "{\"id\":\"a\",\"question\":\"9a+4b+7\",\"solution\":\"0\",\"trace\":\"step a9+4=3,b3+7=0.\",\"closed\":true,\"source\":\"teacher\",\"seed\":7,\"correct\":true,\"remark\":\"scored; rewritten by rules\",\"raw\":\"calc 9a+4b+7=0.\"}",
            "{\"id\":\"a\",\"question\":\"9a+4b+7\",\"solution\":\"0\",\"trace\":\"step a9+4=3,b3+7=0.\",\"traceIds\":[3],\"closed\":true,\"reward\":-0.25,\"source\":\"teacher\",\"seed\":8}",
            "{\"id\":\"b\",\"question\":\"1a+1\",\"solution\":\"2\",\"trace\":\"step a1+1=3.\",\"traceIds\":[4],\"closed\":true,\"reward\":-0.75,\"source\":\"teacher\",\"seed\":9,\"remark\":\"not rewritten: `a1+1=3` is wrong\"}",
            "{\"id\":\"c\",\"question\":\"1a+2\",\"solution\":\"3\",\"trace\":\"talk so.\",\"closed\":true,\"source\":\"\",\"seed\":0,\"remark\":\"not rewritten: `so` is no step\"}",
            "{\"id\":\"d\",\"question\":\"2a+2\",\"solution\":\"4\",\"trace\":\"step a2+2=4.\",\"closed\":true,\"source\":\"\",\"seed\":0,\"remark\":\"rewritten by rules\",\"raw\":\"calc 2a+2=4.\"}");
    assertThat(StageResult.read(dir.resolve("run/anew")).metrics())
        .containsEntry("offered", 5.0)
        .containsEntry("refined", 2.0)
        .containsEntry("unchanged", 1.0)
        .containsEntry("unrefined", 2.0)
        .containsEntry("unrefinedShare", 0.4)
        .containsEntry("kept", 5.0);
    assertThat(messages)
        .containsExactly(
            "anew: 2 of 5 traces are not written anew and stay as they are: problem b (RAW:3): `a1+1=3` is wrong; problem c (RAW:4): `so` is no step"
                .replace("RAW", dir.resolve("raw.jsonl").toString()));
    assertThat(Files.readAllBytes(dir.resolve("raw.jsonl"))).isEqualTo(raw);
  }

  @Test
  void whatCannotBeWrittenMayBeLeftOutOrEndTheStage() throws Exception {
    run(
        recipe(
            "unrefined: drop, by: {type: rules, rules: [{type: replace, pattern: calc, with: fast}, steps]}"));
    assertThat(rows()).extracting(row -> row.path("id").asString()).containsExactly("a", "a", "d");
    Path fails =
        recipe(
            "output: %s, unrefined: fail, by: {type: rules, rules: [steps]}"
                .formatted(dir.resolve("b")));
    assertThatThrownBy(() -> run(fails))
        .hasMessageContaining("raw.jsonl:3) is not written anew: `a1+1=3` is wrong");
    Path none =
        recipe(
            "output: %s, by: {type: rules, rules: [{type: replace, pattern: '(?s).*', with: ' '}]}"
                .formatted(dir.resolve("c")));
    assertThatThrownBy(() -> run(none)).hasMessageContaining("none of 5 traces is written anew");
  }

  /** Five replies, the first of each part after the second: order and texts stay. */
  @Test
  void aServerWritesTracesAnewWhateverTheOrderOfItsReplies() throws Exception {
    CountDownLatch[] second = {new CountDownLatch(1), new CountDownLatch(1)};
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              String prompt = prompt(request);
              if (prompt.contains("calc 9a")) {
                second[0].await();
              } else if (prompt.contains("a1+1")) {
                second[1].await();
              }
              reply(exchange, "  new " + prompt, "stop");
              if (prompt.contains("step a9")) {
                second[0].countDown();
              } else if (prompt.contains("talk")) {
                second[1].countDown();
              }
            })) {
      run(byServer(server, "temperature: 0, request: {seed: 3}"));
      assertThat(texts())
          .containsExactly(
              "new {other} Q 9a+4b+7 S 0 T calc 9a+4b+7=0. calc 9a+4b+7=0.",
              "new {other} Q 9a+4b+7 S 0 T step a9+4=3,b3+7=0. step a9+4=3,b3+7=0.",
              "new {other} Q 1a+1 S 2 T step a1+1=3. step a1+1=3.",
              "new {other} Q 1a+2 S 3 T talk so. talk so.",
              "new {other} Q 2a+2 S 4 T calc 2a+2=4. calc 2a+2=4.");
      assertThat(server.requests()).hasSize(5);
      assertThat(server.requests().peek().path("seed").asInt()).isEqualTo(3);
      assertThat(rows().get(0).path("remark").asString()).isEqualTo("scored; rewritten by big");
      assertThat(rows().get(0).path("raw").asString()).isEqualTo("calc 9a+4b+7=0.");
      assertThat(rows().get(0).path("closed").asBoolean()).isTrue();
      assertThat(rows().get(0).has("reward") || rows().get(0).has("traceIds")).isFalse();
    }
  }

  /**
   * The key is refused at the fourth request: two traces are saved as a part, one by itself, and a
   * kill has cut a row short. The next run asks for the last two alone.
   */
  @Test
  void whatWasWrittenIsKeptOverAnEndInBetween() throws Exception {
    AtomicInteger count = new AtomicInteger();
    AtomicBoolean well = new AtomicBoolean();
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              int now = count.incrementAndGet();
              if (now == 4 && !well.get()) {
                send(exchange, 401, "no");
              } else {
                reply(exchange, "text " + now, "stop");
              }
            })) {
      Path file = byServer(server, "concurrency: 1");
      assertThatThrownBy(() -> run(file))
          .hasMessageContaining("HTTP 401: no. What was written so far is kept");
      Path unfinished = dir.resolve("run/anew/parts/unfinished.jsonl");
      assertThat(Files.readAllLines(unfinished)).hasSize(1);
      Files.writeString(unfinished, "{\"trace\":3,\"te", StandardOpenOption.APPEND);
      well.set(true);
      count.set(10);
      run(file);
      assertThat(texts()).containsExactly("text 1", "text 2", "text 3", "text 11", "text 12");
      assertThat(server.requests()).hasSize(6);
      assertThat(unfinished).doesNotExist();
      run(file);
      assertThat(server.requests()).hasSize(6);
    }
  }

  /** A server that does not reply is left within the blink of a stop. */
  @Test
  void aStopIsHeardWhileAServerIsSlow() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicBoolean quick = new AtomicBoolean();
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              if (prompt(request).contains("talk") && !quick.get()) {
                stop.set(true);
                Thread.sleep(60_000);
              }
              reply(exchange, "new", "stop");
            })) {
      Path file = byServer(server, "concurrency: 1");
      run(file, stop::get);
      assertThat(dir.resolve("run/anew/traces.jsonl")).doesNotExist();
      quick.set(true);
      run(file);
      assertThat(texts()).containsExactly("new", "new", "new", "new", "new");
      assertThat(server.requests()).hasSize(6);
    }
  }

  @Test
  void aReplyOfNoUseLeavesItsTraceRaw() throws Exception {
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              String prompt = prompt(request);
              if (prompt.contains("talk")) {
                reply(exchange, "half", "length");
              } else if (prompt.contains("a1+1")) {
                send(exchange, 400, "too long");
              } else {
                reply(exchange, "new", "stop");
              }
            })) {
      run(byServer(server, ""));
      assertThat(texts()).containsExactly("new", "new", "step a1+1=3.", "talk so.", "new");
      assertThat(rows().get(2).path("remark").asString())
          .isEqualTo("not rewritten: HTTP 400: too long");
      assertThat(rows().get(3).path("remark").asString())
          .isEqualTo("not rewritten: the reply was cut at its limit of tokens");
      assertThat(rows().get(3).has("raw")).isFalse();
      assertThat(StageResult.read(dir.resolve("run/anew")).metrics())
          .containsEntry("refined", 3.0)
          .containsEntry("unrefined", 2.0)
          .containsEntry("unrefinedShare", 0.4);
    }
  }

  /**
   * A setting that is wrong for all is told with the first part, and mended without a trace of it.
   */
  @Test
  void aServerThatWritesNothingIsNoSet() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> reply(exchange, well.get() ? "new" : "", "stop"))) {
      Path file = byServer(server, "");
      assertThatThrownBy(() -> run(file))
          .hasMessageContaining("none of the first 2 traces is written anew, as for problem a (")
          .hasMessageEndingWith("raw.jsonl:1): the reply has no text");
      assertThat(server.requests()).hasSize(2);
      well.set(true);
      run(file);
      assertThat(texts()).containsOnly("new").hasSize(5);
    }
  }

  /**
   * The prompt's content, the model and what is asked decide the result; how it is asked does not.
   */
  @Test
  void whatDecidesTheResultIsAnInput() throws Exception {
    try (FakeChatServer server =
        new FakeChatServer((request, exchange) -> reply(exchange, "new", "stop"))) {
      run(byServer(server, ""));
      run(byServer(server, "concurrency: 2, timeoutSeconds: 9, retries: 0"));
      assertThat(server.requests()).hasSize(5);
      Path other = byServer(server, "temperature: 1");
      assertThatThrownBy(() -> run(other)).hasMessageContaining("by.temperature");
      Files.writeString(dir.resolve("prompt.txt"), "anew: {trace}");
      Path same = byServer(server, "");
      assertThatThrownBy(() -> run(same))
          .hasMessageContaining("by.prompt")
          .hasMessageContaining("prompt.txt");
      assertThat(server.requests()).hasSize(5);
    }
  }

  @Test
  void wrongSettingsAreToldBeforeAnythingIsSent() throws Exception {
    Files.writeString(dir.resolve("empty.txt"), "Please write it anew.");
    Path file =
        recipe(
            "by: {type: server, url: 'http://localhost:1/v1', model: big, prompt: empty.txt, keyVariable: DIDACT_NO_SUCH_KEY}");
    assertThatThrownBy(() -> run(file))
        .hasMessageContaining("empty.txt has no {trace}")
        .hasMessageContaining("the environment variable DIDACT_NO_SUCH_KEY is not set");
    for (String url :
        List.of("ftp://h/v1", "h:80", "http://me:pw@h/v1", "http://h/v1?key=3", "http:///v1")) {
      Path wrong =
          recipe("by: {type: server, url: '%s', model: big, prompt: prompt.txt}".formatted(url));
      assertThatThrownBy(() -> run(wrong)).as(url).hasMessageContaining("by.url");
    }
    Path own =
        recipe(
            "by: {type: server, url: 'http://h/v1', model: big, prompt: prompt.txt, request: {stream: true}}");
    assertThatThrownBy(() -> run(own))
        .hasMessageContaining("cannot have model, messages, stream and n");
    Path none = recipe("by: {type: rules, rules: []}");
    assertThatThrownBy(() -> run(none)).hasMessageContaining("must name at least one rule");
  }

  /** Tests cannot set a variable; any that may be a key will do. */
  @Test
  void theKeyGoesToTheServerAndNowhereElse() throws Exception {
    Map.Entry<String, String> key =
        System.getenv().entrySet().stream()
            .filter(each -> each.getValue().matches("[!-~]{8,}"))
            .filter(each -> each.getKey().matches("[A-Z_]+"))
            .findFirst()
            .orElseThrow();
    AtomicInteger sent = new AtomicInteger();
    try (FakeChatServer server =
        new FakeChatServer(
            (request, exchange) -> {
              String given = exchange.getRequestHeaders().getFirst("Authorization");
              sent.addAndGet(("Bearer " + key.getValue()).equals(given) ? 1 : 0);
              reply(exchange, "new", "stop");
            })) {
      run(byServer(server, "keyVariable: " + key.getKey()));
    }
    assertThat(sent).hasValue(5);
    try (Stream<Path> files = Files.walk(dir.resolve("run"))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(each)).as(each + "").doesNotContain(key.getValue());
      }
    }
  }

  /** A key with a line break would make Java print it. */
  @Test
  void aKeyThatIsNoneIsNotPrinted() {
    ServerRefiner server =
        new ServerRefiner(
            "http://h/v1",
            "m",
            dir.resolve("prompt.txt"),
            0,
            1,
            1,
            1,
            0,
            Optional.of("K"),
            Map.of());
    assertThatThrownBy(() -> server.server(Map.of("K", "secret\nline")))
        .hasMessage("the environment variable K holds no key: it has blanks or other characters");
  }
}
