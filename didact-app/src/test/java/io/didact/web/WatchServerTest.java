package io.didact.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.BrowserTab;
import io.didact.Chromium;
import io.didact.data.Jsonl;
import io.didact.run.MetricsLog;
import io.didact.run.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchServerTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path dir;
  private Path stage = Path.of("");

  /** A teacher in its 3rd of 10 steps, whose explanation is hostile. */
  @BeforeEach
  void run() throws IOException {
    stage = Files.createDirectories(dir.resolve("run/rlt"));
    Files.writeString(stage.resolve("provenance.json"), "{}");
    Files.writeString(stage.resolve("config.yaml"), "view: teacher\nsteps: 10\n");
    append(1, -2);
    append(2, -1.5);
    append(3, -1.25);
    Jsonl.write(
        stage.resolve("rollouts/step-000003.jsonl.gz"),
        Stream.of("<img src=x onerror=alert(1)>"),
        text -> {
          var row = Jsonl.newRow().put("question", "a=3. a").put("solution", "3").put("text", text);
          row.put("reward", -1.25).putObject("scores").put("r_SS", -1.0);
          return row;
        });
    Path done = Files.createDirectories(dir.resolve("run/eval"));
    Files.writeString(done.resolve("provenance.json"), "{}");
    Files.writeString(
        done.resolve("result.json"),
        "{\"stage\":\"eval\",\"seconds\":1.0,\"weights\":null,\"metrics\":{\"accuracy\":0.75}}");
  }

  private void append(long step, double reward) throws IOException {
    try (MetricsLog log = MetricsLog.open(stage.resolve("metrics.jsonl"))) {
      log.append(new MetricsLog.Row(step, Map.of("reward", reward, "length", 30.0)));
    }
  }

  private static HttpResponse<String> ask(String url) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void showsStagesChartsAndCompletionsAsTheyAreNow() throws Exception {
    try (WatchServer server =
        WatchServer.start(List.of(dir.resolve("run")), 0, Clock.systemUTC())) {
      String page = ask(server.url()).body();
      assertThat(page)
          .contains("Watching run", "stopped at step 3 of 10", "finished, accuracy 0.750, 1 s")
          .contains("1 of 2 stages done; stopped: rlt.")
          .contains("Reward per step", "Length of a completion, tokens")
          .contains("&lt;img src=x onerror=alert(1)&gt;")
          .doesNotContain("<img", "KL to the reference");
      append(4, -1);
      Files.writeString(
          stage.resolve("metrics.jsonl"), "{\"step\":5,\"rew", StandardOpenOption.APPEND);
      assertThat(ask(server.url()).body()).contains("step 4 of 10");
    }
  }

  /** Stages that have not begun are known from stages.json; a lock tells who is at work. */
  @Test
  void drawsTheStagesAndTellsTheWorkLeft() throws Exception {
    Path run = dir.resolve("run");
    Files.writeString(
        run.resolve("stages.json"),
        """
        {"stages":[{"name":"warm","type":"sft","directory":"warm","after":[]},
         {"name":"rlt","type":"rl","directory":"rlt","after":["warm"]},
         {"name":"eval","type":"eval","directory":"eval","after":["rlt"]},
         {"name":"eval-2","type":"eval","directory":"eval-2","after":["warm","rlt"]},
         {"name":"<b>","type":"select","directory":"none","after":["eval"]}]}
        """);
    Files.writeString(run.resolve("eval/config.yaml"), "# Stage eval, type eval: every setting\n");
    Path warm = Files.createDirectories(run.resolve("warm"));
    Files.writeString(warm.resolve("provenance.json"), "{}");
    Files.writeString(warm.resolve("failure.txt"), "there is <no> room\nsecond line\n");
    try (RunLock held = RunLock.acquire(stage);
        WatchServer server = WatchServer.start(List.of(run), 0, Clock.systemUTC())) {
      assertThat(ask(server.url()).body())
          // eval-2 takes as long as eval, 1 s; nothing is known of warm and <b>
          .containsPattern(
              "1 of 5 stages done; failed: warm; running: rlt; about \\d+ s of work left,"
                  + " and 2 stages of unknown length\\.")
          .contains(
              "<g class=\"stage failed\"><title>warm: failed: there is &lt;no&gt; room</title>")
          .contains("<g class=\"stage running\">", "<g class=\"stage done\">", "eval, waiting")
          .contains("href=\"?stage=%3Cb%3E#charts\"", ">&lt;b&gt;</text>")
          .doesNotContain("<b>");
      // warm → rlt → eval, eval-2; eval → <b>: what warm → eval-2 says follows
      assertThat(ask(server.url()).body().split("class=\"arrow\"", -1)).hasSize(5);
    }
  }

  /** 2 of 4 parts of 3 × 2 samples, and 2 of the next: 14 of 20. */
  @Test
  void countsTheSamplesOfAnEvaluation() throws Exception {
    Path parts = Files.createDirectories(dir.resolve("run/eval/parts"));
    Files.delete(dir.resolve("run/eval/result.json"));
    Files.writeString(
        parts.resolveSibling("parts.json"),
        "{\"problems\":10,\"problemsPerPart\":3,\"samplesPerProblem\":2}");
    Files.writeString(parts.resolve("part-000001.samples.jsonl"), "{}\n");
    Files.writeString(parts.resolve("part-000002.samples.jsonl"), "{}\n");
    Files.writeString(parts.resolve("unfinished.jsonl"), "{}\n{}\n{");
    try (WatchServer server =
        WatchServer.start(List.of(dir.resolve("run")), 0, Clock.systemUTC())) {
      assertThat(ask(server.url()).body()).contains("stopped at sample 14 of 20");
    }
  }

  @Test
  void aClickOnAStageShowsItsChartsAlone() throws Exception {
    Path other = Files.createDirectories(dir.resolve("other/rlt"));
    Files.writeString(other.resolve("provenance.json"), "{}");
    try (MetricsLog log = MetricsLog.open(other.resolve("metrics.jsonl"))) {
      log.append(new MetricsLog.Row(1, Map.of("reward", -3.0)));
    }
    Path sft = Files.createDirectories(dir.resolve("other/sft"));
    Files.writeString(sft.resolve("provenance.json"), "{}");
    try (MetricsLog log = MetricsLog.open(sft.resolve("metrics.jsonl"))) {
      log.append(new MetricsLog.Row(1, Map.of("loss", 1.0)));
    }
    try (WatchServer server =
            WatchServer.start(
                List.of(dir.resolve("run"), dir.resolve("other")), 0, Clock.systemUTC());
        BrowserTab tab = BrowserTab.open(server.url(), dir.resolve("browser"), 1300, 900)) {
      String titles =
          "[...document.querySelectorAll('.chart .head')].map(e => e.textContent).join()";
      String legends =
          "[...document.querySelector('.chart').querySelectorAll('.legend')].map(e => e.textContent).join()";
      assertThat(tab.value(titles)).contains("Reward per step", "Loss per step");
      assertThat(tab.value(legends)).isEqualTo("run rlt,other rlt");
      tab.click(".graph a[href*='stage=rlt']");
      tab.await("location.search === '?stage=rlt' && document.readyState === 'complete'");
      assertThat(tab.value(titles)).contains("Reward per step").doesNotContain("Loss");
      assertThat(tab.value(legends)).isEqualTo("run,other");
      assertThat(tab.value("document.querySelectorAll('.chosen').length")).isEqualTo("2");
      tab.click(".link a");
      tab.await("location.search === '' && document.readyState === 'complete'");
      assertThat(tab.value(titles)).contains("Loss per step");
    }
  }

  /** What stays the same is left alone, so that nobody loses a place while he reads. */
  @Test
  void leavesAloneWhatIsTheSame() throws Exception {
    try (WatchServer server = WatchServer.start(List.of(dir.resolve("run")), 0, Clock.systemUTC());
        BrowserTab tab = BrowserTab.open(server.url(), dir.resolve("browser"), 1300, 900)) {
      tab.value(
          "document.querySelector('.samples').seen = document.querySelector('.charts').seen = 1");
      append(4, -1);
      tab.await("document.body.textContent.includes('step 4 of 10')");
      assertThat(tab.value("document.querySelector('.samples').seen")).isEqualTo("1");
      assertThat(
              tab.value(
                  "[...document.querySelectorAll('.hint title')].some(e => e.textContent.includes('at 4'))"))
          .isEqualTo("true");
    }
  }

  @Test
  void answersThisMachineAlone() throws Exception {
    try (WatchServer server = WatchServer.start(List.of(dir), 0, Clock.systemUTC())) {
      assertThat(ask(server.url() + "etc/passwd").statusCode()).isEqualTo(404);
      assertThat(ask(server.url() + "?stage=%3Cimg%20src=x%3E").body())
          .contains("Stage &lt;img src=x&gt; alone.")
          .doesNotContain("<img");
      URI url = URI.create(server.url());
      assertThat(raw(url.getPort(), "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
          .startsWith("HTTP/1.1 403");
      assertThat(
              raw(
                  url.getPort(),
                  "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + url.getPort() + "\r\n\r\n"))
          .startsWith("HTTP/1.1 405");
    }
  }

  /** The page of explanations is there once the run has one, and says what the file does. */
  @Test
  void linksToThePageOfExplanations() throws Exception {
    Path run = dir.resolve("run");
    Path other = Files.createDirectories(dir.resolve("other"));
    try (WatchServer server = WatchServer.start(List.of(other, run), 0, Clock.systemUTC());
        BrowserTab tab = BrowserTab.open(server.url(), dir.resolve("browser"), 1300, 900)) {
      assertThat(ask(server.url() + "traces/1").statusCode()).isEqualTo(404);
      assertThat(tab.value("document.querySelectorAll('.link a').length")).isEqualTo("0");
      Files.writeString(
          run.resolve("traces.html"),
          "<!DOCTYPE html><meta charset=utf-8><title>Traces</title><p id=here>½ of them");
      tab.await("document.querySelectorAll('.link a').length === 1");
      assertThat(tab.value("document.querySelector('.link a').textContent"))
          .isEqualTo("The explanations of run, token by token");
      tab.click(".link a");
      tab.await("location.pathname === '/traces/1' && document.readyState === 'complete'");
      assertThat(tab.value("document.getElementById('here').textContent")).isEqualTo("½ of them");
      for (String none :
          List.of("traces/0", "traces/2", "traces/99999", "traces/1/..", "traces/")) {
        assertThat(ask(server.url() + none).statusCode()).as(none).isEqualTo(404);
      }
    }
  }

  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 403".length());
      return new String(start, StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> WatchServer.start(List.of(dir.resolve("none")), 0, Clock.systemUTC()))
        .hasMessageContaining("there is no directory " + dir.resolve("none"));
  }

  /** Between the first look and the second the run goes a step on: the script brings it. */
  @Test
  void movesInABrowser() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Clock clock =
        new Moving(
            () -> {
              if (looks.incrementAndGet() == 2) {
                append(4, -1);
              }
            });
    try (WatchServer server = WatchServer.start(List.of(dir.resolve("run")), 0, clock)) {
      String dom = Chromium.dom(server.url(), dir.resolve("browser"), "--virtual-time-budget=9000");
      assertThat(dom).contains("step 4 of 10", "<div id=\"live\" class=\"\">live</div>");
      assertThat(looks.get()).isGreaterThan(2);
    }
  }

  /** Does something whenever it is asked what time it is. */
  private static final class Moving extends Clock {
    private interface Work {
      void run() throws IOException;
    }

    private final Work work;

    Moving(Work work) {
      this.work = work;
    }

    @Override
    public Instant instant() {
      try {
        work.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Instant.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
