package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls from a Hub that breaks off, lies, redirects and changes. */
class PullTest {
  private static final HubName NAME = HubName.of(FakeHub.REPO);
  private static final byte[] WEIGHTS = new byte[3_000_000];
  private static final String CONFIG = "{\"model_type\":\"qwen2\"}";

  static {
    new Random(1).nextBytes(WEIGHTS);
  }

  @TempDir Path dir;
  private final List<Duration> waits = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private long done;
  private long total;
  private FakeHub hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub().put("config.json", CONFIG).put("model.safetensors", WEIGHTS);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private HubCache cache() {
    return new HubCache(dir.resolve("hub"));
  }

  private Path folder() {
    return cache().folder(RepoType.MODEL, NAME);
  }

  private Pull pull(Linker linker) throws HubException {
    PullListener listener =
        new PullListener() {
          @Override
          public void onPlan(PullPlan plan) {
            plan.leftOut().forEach(file -> leftOut.add(file.path()));
          }

          @Override
          public void onBytes(long now, long all) {
            done = now;
            total = all;
          }

          @Override
          public void onMessage(String text) {
            messages.add(text);
          }
        };
    Pause noWait =
        time -> {
          synchronized (waits) {
            waits.add(time);
          }
        };
    return new Pull(hub.settings(), cache(), noWait, linker, listener);
  }

  private Pulled run() throws IOException {
    return pull(Linker.SYMBOLIC).run(RepoType.MODEL, NAME, Selection.DEFAULT);
  }

  private void fails(String... parts) {
    assertThatThrownBy(this::run).isInstanceOf(HubException.class).hasMessageContainingAll(parts);
  }

  private List<String> blobs() throws IOException {
    try (Stream<Path> files = Files.list(folder().resolve("blobs"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void requireWhole(Pulled pulled) throws IOException {
    assertThat(pulled.path().resolve("config.json")).hasContent(CONFIG);
    assertThat(pulled.path().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    assertThat(done).isEqualTo(total).isEqualTo(WEIGHTS.length + CONFIG.length());
    assertThat(blobs())
        .containsExactlyInAnyOrder(
            FakeHub.digest(WEIGHTS, true),
            FakeHub.digest(CONFIG.getBytes(StandardCharsets.UTF_8), false));
  }

  @Test
  void theLayoutIsTheOneOfAllTools() throws IOException {
    Pulled pulled = run();
    requireWhole(pulled);
    assertThat(pulled)
        .isEqualTo(
            new Pulled(
                FakeHub.REPO,
                "main",
                hub.commit,
                folder().resolve("snapshots").resolve(hub.commit),
                2,
                WEIGHTS.length + CONFIG.length()));
    assertThat(folder().getFileName()).hasToString("models--acme--tiny");
    assertThat(folder().resolve("refs/main")).content().isEqualTo(hub.commit);
    assertThat(Files.readSymbolicLink(pulled.path().resolve("model.safetensors")))
        .hasToString("../../blobs/" + FakeHub.digest(WEIGHTS, true));
    assertThat(hub.requests).allSatisfy(each -> assertThat(each.authorization()).isNull());
    int before = hub.requests.size();
    run();
    assertThat(hub.requests).as("only the list is asked for again").hasSize(before + 2);
  }

  /** git hash-object of "hello\n" is known to all the world. */
  /** Of the right size, but other bytes: what another tool, or the disk, left. */
  @Test
  void aDamagedContentIsPulledAgain() throws IOException {
    requireWhole(run());
    byte[] other = WEIGHTS.clone();
    other[1_000_000] ^= 4;
    Files.write(folder().resolve("blobs").resolve(FakeHub.digest(WEIGHTS, true)), other);
    hub.requests.clear();
    requireWhole(run());
    assertThat(hub.requestsFor("model.safetensors")).hasSize(1);
    hub.requests.clear();
    requireWhole(run());
    assertThat(hub.requestsFor("model.safetensors")).isEmpty();
  }

  @Test
  void smallFilesAreNamedAsGitDoes() throws IOException {
    hub.put("hello.txt", "hello\n");
    run();
    assertThat(blobs()).contains("ce013625030ba8dba906f756967f9e9ca394464a");
  }

  @Test
  void foldersAndDataSets() throws IOException {
    hub.put("main/dev/a b+c%.jsonl", "{}\n").put("empty.txt", "");
    Pulled pulled =
        pull(Linker.SYMBOLIC)
            .run(
                RepoType.DATASET,
                NAME,
                new Selection(List.of("main/dev/a b+c%.jsonl", "empty.txt"), List.of(), List.of()));
    assertThat(pulled.path().toString()).contains("datasets--acme--tiny");
    assertThat(Files.readSymbolicLink(pulled.path().resolve("main/dev/a b+c%.jsonl")).toString())
        .startsWith("../../../../blobs/");
    assertThat(pulled.path().resolve("empty.txt")).isEmptyFile();
    assertThat(cache().datasetFile(NAME, "main/dev/a b+c%.jsonl")).hasContent("{}");
  }

  /**
   * 1,000,000 bytes, then 500,000, then the rest. Of a connection that breaks, the last few that
   * were sent may not arrive; what did arrive is not asked for twice.
   */
  @Test
  void aBrokenConnectionIsTakenUpWhereItBroke() throws IOException {
    hub.once("model.safetensors", FakeHub.cut(WEIGHTS, 1_000_000))
        .once("model.safetensors", FakeHub.cut(WEIGHTS, 500_000));
    requireWhole(run());
    List<FakeHub.Request> tries = hub.requestsFor("model.safetensors");
    assertThat(tries).hasSize(3);
    assertThat(tries.get(0).range()).isNull();
    assertThat(start(tries.get(1))).isBetween(900_000, 1_000_000);
    assertThat(start(tries.get(2)) - start(tries.get(1))).isBetween(400_000, 500_000);
    assertThat(tries.get(1).ifRange()).isEqualTo('"' + FakeHub.digest(WEIGHTS, true) + '"');
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  private static int start(FakeHub.Request request) {
    return Integer.parseInt(String.valueOf(request.range()).replaceAll("bytes=(\\d+)-", "$1"));
  }

  /** The first part is of another file; its tag does not hold any more, so all is sent. */
  @Test
  void aFileThatChangedBetweenTriesIsBegunAnew() throws IOException {
    byte[] old = new byte[WEIGHTS.length];
    hub.once("model.safetensors", FakeHub.cut(old, 1_000_000));
    requireWhole(run());
    assertThat(hub.requestsFor("model.safetensors")).hasSize(2);
  }

  @Test
  void anotherPullGoesOnWithWhatOneLeft() throws IOException {
    hub.times(Patience.TRIES, "model.safetensors", FakeHub.cut(WEIGHTS, 100_000));
    fails("tried 5 times", "pull again later, it resumes from where it is");
    assertThat(folder().resolve("refs")).doesNotExist();
    assertThat(folder().resolve("snapshots")).doesNotExist();
    Path part = folder().resolve("blobs").resolve(FakeHub.digest(WEIGHTS, true) + Disk.PARTIAL);
    long here = Files.size(part);
    assertThat(here).isPositive();
    String config = FakeHub.digest(CONFIG.getBytes(StandardCharsets.UTF_8), false);
    boolean hadConfig = Files.exists(part.resolveSibling(config)); // it is pulled at the same time
    hub.requests.clear();
    requireWhole(run());
    assertThat(hub.requestsFor("model.safetensors"))
        .extracting(FakeHub.Request::range)
        .containsExactly("bytes=" + here + "-");
    assertThat(hub.requestsFor("config.json")).hasSize(hadConfig ? 0 : 1);
  }

  /** As after a power cut: the length is there, the bytes are not. */
  @Test
  void whatWasLeftTornIsPulledAgain() throws IOException {
    Path blobs = Files.createDirectories(folder().resolve("blobs"));
    Path torn = blobs.resolve(FakeHub.digest(WEIGHTS, true) + Disk.PARTIAL);
    Files.write(torn, new byte[2_000_000]);
    requireWhole(run());
    Files.delete(blobs.resolve(FakeHub.digest(WEIGHTS, true)));
    Files.write(torn, new byte[WEIGHTS.length + 1]);
    requireWhole(run());
  }

  /** A new commit between two pulls: its blob has another name; the old part is thrown away. */
  @Test
  void anotherCommitBetweenTwoPulls() throws IOException {
    hub.times(Patience.TRIES, "model.safetensors", FakeHub.cut(WEIGHTS, 1000));
    fails("tried 5 times");
    hub.commit = "d".repeat(40);
    byte[] changed = Arrays.copyOf(WEIGHTS, 2_000_000);
    hub.put("model.safetensors", changed);
    hub.requests.clear();
    Pulled pulled = run();
    assertThat(pulled.path().resolve("model.safetensors")).hasBinaryContent(changed);
    assertThat(hub.requestsFor("model.safetensors").get(0).range()).isNull();
    assertThat(blobs()).hasSize(2).noneMatch(name -> name.endsWith(Disk.PARTIAL));
    assertThat(folder().resolve("refs/main")).content().isEqualTo(hub.commit);
  }

  @Test
  void aBusyServerIsGivenTime() throws IOException {
    hub.once("revision", FakeHub.status(503))
        .once("tree", FakeHub.status(429, "Retry-After", "7"))
        .once("config.json", FakeHub.status(500));
    requireWhole(run());
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(1));
    assertThat(messages).anyMatch(text -> text.contains("429, too many requests; again in 7 s"));
  }

  @Test
  void butNotForever() {
    hub.times(Patience.TRIES, "revision", FakeHub.status(502));
    fails("answers 502 (tried 5 times)");
    hub.once("revision", FakeHub.status(429, "Retry-After", "86400"));
    fails("429");
  }

  @Test
  void theTokenStaysWithTheHub() throws IOException {
    hub.token = "hf_secret";
    hub.onCdn.add("model.safetensors");
    hub.once("model.safetensors", FakeHub.cut(WEIGHTS, 1_000_000));
    requireWhole(run());
    List<FakeHub.Request> large = hub.requestsFor("model.safetensors");
    assertThat(large).hasSize(4); // to both hosts, twice
    assertThat(large)
        .allSatisfy(
            each ->
                assertThat(each.authorization())
                    .isEqualTo(each.host().startsWith("127.") ? "Bearer hf_secret" : null));
    assertThat(start(large.get(3))).isPositive();
    assertThat(hub.settings().toString()).doesNotContain("hf_secret");
  }

  /** From the Hub to another host and back: whoever sends us there might want it. */
  @Test
  void norDoesItComeBackByADetour() throws IOException {
    hub.token = "hf_secret";
    hub.onCdn.add("model.safetensors");
    hub.once("model.safetensors", FakeHub.status(302, "Location", hub.endpoint() + "/acme/tiny/x"));
    fails("no model acme/tiny that the token may read");
    assertThat(hub.requestsFor("x").get(0).authorization()).isNull();
  }

  @Test
  void redirectsEnd() {
    hub.times(50, "config.json", FakeHub.status(302, "Location", "config.json"));
    fails("redirects more than 10 times");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/x", "http:///x", "http://[", " "})
  void redirectsLeadToTheWeb(String where) {
    hub.once("config.json", FakeHub.status(302, "Location", where));
    fails("redirects to what is no address");
  }

  @Test
  void lessThanAnnounced() throws IOException {
    hub.lies.put(
        "model.safetensors", new FakeHub.Lie(WEIGHTS.length + 10, FakeHub.digest(WEIGHTS, true)));
    fails("model.safetensors has 3000010 bytes by the list", "and 3000000 by the server");
    assertThat(folder().resolve("refs")).doesNotExist();
  }

  @Test
  void moreThanAnnounced() throws IOException {
    hub.lies.put("model.safetensors", new FakeHub.Lie(1_000_000, FakeHub.digest(WEIGHTS, true)));
    fails("model.safetensors has 1000000 bytes by the list");
    // and where the length is not announced before
    hub.once(
        "model.safetensors",
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked
          exchange.getResponseBody().write(WEIGHTS);
        });
    fails("sends more than the 1000000 bytes that it lists for model.safetensors");
    assertThat(folder().resolve("blobs").resolve(FakeHub.digest(WEIGHTS, true) + Disk.PARTIAL))
        .isEmptyFile();
  }

  @Test
  void fewerThanAnnouncedAgainAndAgain() {
    HttpHandler chunked =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(WEIGHTS, 0, 1000);
        };
    hub.times(Patience.TRIES, "model.safetensors", chunked);
    fails("the connection ended after 1000 of 3000000 bytes (tried 5 times)");
  }

  @Test
  void wrongContentIsRemovedAndNamed() throws IOException {
    byte[] wrong = WEIGHTS.clone();
    wrong[17]++;
    hub.once("model.safetensors", FakeHub.body(wrong));
    fails("model.safetensors: what was sent is not the file", FakeHub.digest(WEIGHTS, true));
    assertThat(blobs()).noneMatch(name -> name.startsWith(FakeHub.digest(WEIGHTS, true)));
    assertThat(folder().resolve("refs")).doesNotExist();
    requireWhole(run());
  }

  @Test
  void soIsThatOfSmallFiles() throws IOException {
    byte[] wrong = CONFIG.replace('2', '3').getBytes(StandardCharsets.UTF_8);
    hub.once("config.json", FakeHub.body(wrong));
    fails("config.json: what was sent is not the file");
    requireWhole(run());
  }

  @Test
  void anotherPartThanAskedFor() throws IOException {
    hub.once("model.safetensors", FakeHub.cut(WEIGHTS, 1000))
        .once("model.safetensors", FakeHub.status(206, "Content-Range", "bytes 0-2999999/3000000"));
    fails("sends another part of model.safetensors");
    hub.once("model.safetensors", FakeHub.status(416));
    requireWhole(run());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        "a/",
        ".",
        "..",
        "a\\\\b",
        "C:x",
        "a\\u0000b",
        "a\\u001b[2Jb",
        "",
        "a/./b",
        ".git/hooks/pre-commit",
        ".GIT/config",
        "a/.git",
        ".git./config",
        "git~1/config",
        "\\ud800"
      })
  void unsafeNamesInTheListEndAll(String path) {
    hub.once(
        "tree",
        FakeHub.body(
            ("[{\"type\":\"file\",\"path\":\""
                    + path
                    + "\",\"size\":1,\"oid\":\""
                    + "a".repeat(40)
                    + "\"}]")
                .getBytes(StandardCharsets.UTF_8)));
    fails("lists a file with an unsafe name", "nothing was pulled");
    assertThat(folder().resolve("refs")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"type\":\"file\",\"path\":\"a\",\"size\":-1,\"oid\":\"@\"}]",
        "[{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":\"../../x\"}]",
        "[{\"type\":\"file\",\"path\":\"a\",\"size\":1}]",
        "[{\"type\":\"file\",\"path\":\"a\",\"oid\":\"@\"}]",
        "[{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":\"@\"},{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":\"@\"}]",
        "{}",
        "[[[",
        "<html>",
        "[]",
      })
  void otherNonsenseInTheList(String list) {
    hub.once(
        "tree", FakeHub.body(list.replace("@", "a".repeat(40)).getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(this::run).isInstanceOf(HubException.class);
    assertThat(folder().resolve("refs")).doesNotExist();
  }

  @Test
  void listsOfAnySizeAreBounded() {
    byte[] spaces = new byte[33 << 20];
    Arrays.fill(spaces, (byte) ' ');
    hub.once("revision", FakeHub.body(spaces));
    fails("answers with more than 32 MiB");
    hub.once("revision", FakeHub.body("[".repeat(100_000).getBytes(StandardCharsets.UTF_8)));
    fails("not JSON");
    hub.commit = "../../../x";
    fails("names no commit of acme/tiny");
  }

  @Test
  void listsInPages() throws IOException {
    hub.pageSize = 1;
    hub.put("a.json", "{}").put("z.json", "{}");
    assertThat(run().files()).isEqualTo(4);
    hub.once(
        "tree",
        exchange -> {
          exchange.getResponseHeaders().add("Link", "<" + hub.cdnEndpoint() + "/x>; rel=\"next\"");
          FakeHub.body("[]".getBytes(StandardCharsets.UTF_8)).handle(exchange);
        });
    fails("continues its list on another host");
  }

  @Test
  void whatIsNotThereOrNotForAll() throws IOException {
    assertThatThrownBy(
            () ->
                pull(Linker.SYMBOLIC)
                    .run(RepoType.MODEL, HubName.of("acme/other"), Selection.DEFAULT))
        .hasMessageContainingAll(
            "there is no model acme/other", "if it is a data set, pull the data set acme/other");
    hub.once("revision", FakeHub.status(404, "X-Error-Code", "RevisionNotFound"));
    fails("the model acme/tiny has no revision main");
    hub.once("revision", FakeHub.status(401));
    fails("no model acme/tiny that all may read", "HF_TOKEN");
    hub.once("config.json", FakeHub.status(403, "X-Error-Code", "GatedRepo"));
    fails("only for those who were given access", hub.endpoint() + "/acme/tiny", "HF_TOKEN");
    hub.once("config.json", FakeHub.status(418));
    fails("status 418");
  }

  /** The list says so; nothing of it is asked for. */
  @Test
  void moreThanTheDiskHas() {
    hub.lies.put("model.safetensors", new FakeHub.Lie(Long.MAX_VALUE, "a".repeat(64)));
    fails("are still to be pulled", "free some space", "HF_HOME");
    assertThat(hub.requestsFor("model.safetensors")).isEmpty();
  }

  @Test
  void whereThereAreNoLinks() throws IOException {
    Linker none =
        (link, blob) -> {
          throw new UnsupportedOperationException();
        };
    Pulled pulled = pull(none).run(RepoType.MODEL, NAME, Selection.DEFAULT);
    requireWhole(pulled);
    assertThat(pulled.path().resolve("config.json"))
        .satisfies(f -> assertThat(Files.isSymbolicLink(f)).isFalse());
    assertThat(cache().model(FakeHub.REPO).commit()).contains(hub.commit);
    // other tools move the file into the snapshot, and no blob stays
    Files.delete(folder().resolve("blobs").resolve(FakeHub.digest(WEIGHTS, true)));
    hub.requests.clear();
    pull(none).run(RepoType.MODEL, NAME, Selection.DEFAULT);
    assertThat(hub.requestsFor("model.safetensors")).isEmpty();
  }

  @Test
  void twoAtOnceComeOneAfterTheOther() throws IOException {
    List<CompletableFuture<Pulled>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  Pause shortly = time -> Thread.sleep(5);
                  return new Pull(
                          hub.settings(), cache(), shortly, Linker.SYMBOLIC, PullListener.NONE)
                      .run(RepoType.MODEL, NAME, Selection.DEFAULT);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    assertThat(both.get(0).join()).isEqualTo(both.get(1).join());
    assertThat(hub.requestsFor("model.safetensors")).hasSize(1);
    assertThat(both.get(0).join().path().resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
  }

  /** More files of the same commit are added; those that are there stay. */
  @Test
  void fileByFile() throws IOException {
    pull(Linker.SYMBOLIC)
        .run(RepoType.MODEL, NAME, new Selection(List.of("config.json"), List.of(), List.of()));
    assertThatThrownBy(() -> cache().model(FakeHub.REPO))
        .hasMessageContainingAll("lacks model.safetensors", "pull the model acme/tiny");
    requireWhole(run());
    assertThat(hub.requestsFor("config.json")).hasSize(1);
  }

  @Test
  void aBranchWithASlashAndACommit() throws IOException {
    Pull pull = pull(Linker.SYMBOLIC);
    pull.run(RepoType.MODEL, HubName.of("acme/tiny@refs/pr/1"), Selection.DEFAULT);
    assertThat(folder().resolve("refs/refs/pr/1")).content().isEqualTo(hub.commit);
    pull.run(RepoType.MODEL, HubName.of("acme/tiny@" + hub.commit), Selection.DEFAULT);
    assertThat(folder().resolve("refs").resolve(hub.commit)).doesNotExist();
    assertThat(cache().model("acme/tiny@" + hub.commit).commit())
        .isEqualTo(Optional.of(hub.commit));
  }

  @Test
  void otherFormsOfWeightsAreLeftOut() throws IOException {
    hub.put("pytorch_model.bin", new byte[5000]).put("original/params.json", "{}");
    PullPlan plan = pull(Linker.SYMBOLIC).plan(RepoType.MODEL, NAME, Selection.DEFAULT);
    assertThat(plan.wanted())
        .extracting(RemoteFile::path)
        .containsExactly("config.json", "model.safetensors");
    assertThat(plan.leftOut()).hasSize(2);
    assertThat(folder()).doesNotExist();
    run();
    assertThat(leftOut).containsExactly("original/params.json", "pytorch_model.bin");
  }

  @Test
  void silenceEnds() throws IOException {
    Transport transport = new Transport(hub.settings(), Duration.ofMillis(200));
    hub.once(
        "config.json",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            return; // the server is closed
          }
        });
    HubApi api = new HubApi(transport, time -> {}, PullAdvice.PLAIN, text -> {});
    RemoteFile file = new RemoteFile("config.json", 100, "a".repeat(40));
    try (Answer answer =
        transport.get(api.address(RepoType.MODEL, NAME, hub.commit, file), java.util.Map.of())) {
      assertThatThrownBy(() -> answer.all(1000)).hasMessageContaining("sent nothing for");
    }
  }

  /** A byte now and then is no silence, and holds a pull as long. */
  @Test
  void aTrickleEnds() throws IOException {
    Transport transport = new Transport(hub.settings(), Duration.ofMillis(300));
    hub.once(
        "config.json",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          try {
            for (int i = 0; i < 1000; i++) {
              exchange.getResponseBody().write(1);
              exchange.getResponseBody().flush();
              Thread.sleep(20);
            }
          } catch (InterruptedException e) {
            return; // the server is closed
          }
        });
    HubApi api = new HubApi(transport, time -> {}, PullAdvice.PLAIN, text -> {});
    RemoteFile file = new RemoteFile("config.json", 1000, "a".repeat(40));
    try (Answer answer =
        transport.get(api.address(RepoType.MODEL, NAME, hub.commit, file), java.util.Map.of())) {
      assertThatThrownBy(() -> answer.all(1000)).hasMessageMatching(".* sent \\d+ bytes in \\d+ s");
    }
  }

  @Test
  void nobodyThere() {
    HubSettings gone;
    try (FakeHub closed = new FakeHub()) {
      gone = closed.settings();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThatThrownBy(
            () ->
                new Pull(gone, cache(), waits::add, Linker.SYMBOLIC, PullListener.NONE)
                    .run(RepoType.MODEL, NAME, Selection.DEFAULT))
        .hasMessageContainingAll("cannot reach 127.0.0.1", "tried 5 times");
    assertThat(waits).hasSize(4);
  }
}
