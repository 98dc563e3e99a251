package io.didact.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache as the Hub's other tools write it, laid out by hand. */
class HubCacheTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path dir;
  private HubCache cache = new HubCache(Path.of(""));
  private Path repo = Path.of("");
  private Path snapshot = Path.of("");

  @BeforeEach
  void layOut() throws IOException {
    cache = new HubCache(dir);
    repo = dir.resolve("models--acme--tiny");
    snapshot = repo.resolve("snapshots").resolve(COMMIT);
    Files.createDirectories(repo.resolve("refs/refs/pr"));
    Files.createDirectories(repo.resolve("blobs"));
    Files.createDirectories(snapshot);
    Files.writeString(repo.resolve("refs/main"), COMMIT);
    Files.writeString(repo.resolve("refs/refs/pr/1"), COMMIT);
    put("config.json", "{}");
    put("model.safetensors", "weights");
  }

  private void put(String name, String content) throws IOException {
    Path blob = repo.resolve("blobs").resolve(FakeHub.digest(content.getBytes(), false));
    Files.writeString(blob, content);
    Files.createSymbolicLink(
        snapshot.resolve(name), Path.of("../../blobs").resolve(blob.getFileName()));
  }

  @Test
  void revisions() throws IOException {
    HubCache.Model model = new HubCache.Model(snapshot, Optional.of(COMMIT));
    assertThat(cache.model("acme/tiny")).isEqualTo(model);
    assertThat(cache.model("acme/tiny@main")).isEqualTo(model);
    assertThat(cache.model("acme/tiny@refs/pr/1")).isEqualTo(model);
    assertThat(cache.model("acme/tiny@" + COMMIT)).isEqualTo(model);
    assertThat(cache.model("acme/tiny").directory().resolve("config.json")).hasContent("{}");
  }

  @Test
  void directoriesWinAndPathsStay() throws IOException {
    Path directory = Files.createDirectories(dir.resolve("x/y"));
    assertThat(cache.model(directory.toString()))
        .isEqualTo(new HubCache.Model(directory, Optional.empty()));
    assertThat(cache.model("./no/such").directory()).isEqualTo(Path.of("./no/such"));
    assertThat(cache.model("word").directory()).isEqualTo(Path.of("word"));
  }

  @Test
  void whatToPull() {
    assertThatThrownBy(() -> cache.model("acme/other"))
        .hasMessage(
            "there is no directory acme/other and no model acme/other in the cache "
                + dir
                + "; pull the model acme/other");
    assertThatThrownBy(() -> cache.model("acme/tiny@v2"))
        .hasMessageContainingAll("another revision, or a part", "pull the model acme/tiny@v2");
    assertThatThrownBy(() -> cache.datasetFile(HubName.of("acme/tiny"), "a.jsonl"))
        .hasMessageContaining("pull a.jsonl of the data set acme/tiny");
  }

  @Test
  void whatIsMissing() throws IOException {
    Files.delete(snapshot.resolve("model.safetensors"));
    assertThatThrownBy(() -> cache.model("acme/tiny"))
        .hasMessageContaining("lacks model.safetensors; pull the model acme/tiny");
    put(
        "model.safetensors.index.json",
        "{\"weight_map\":{\"a\":\"s-1.safetensors\",\"b\":\"s-2.safetensors\",\"c\":\"../x\"}}");
    put("s-1.safetensors", "half");
    assertThatThrownBy(() -> cache.model("acme/tiny"))
        .hasMessageContaining("lacks s-2.safetensors;");
    put("s-2.safetensors", "half of it");
    assertThat(cache.model("acme/tiny").directory()).isEqualTo(snapshot);
    Files.delete(repo.resolve("blobs").resolve(FakeHub.digest("half".getBytes(), false)));
    assertThatThrownBy(() -> cache.model("acme/tiny"))
        .hasMessageContaining("lacks s-1.safetensors;");
  }

  /** An adapter has neither weights nor config.json. */
  @Test
  void anAdapterNeedsItsOwnFiles() throws IOException {
    Files.delete(snapshot.resolve("model.safetensors"));
    put("adapter_config.json", "{}");
    assertThatThrownBy(() -> cache.model("acme/tiny"))
        .hasMessageContaining("lacks adapter_model.safetensors;");
    put("adapter_model.safetensors", "numbers");
    assertThat(cache.model("acme/tiny").directory()).isEqualTo(snapshot);
  }

  /** Refs are files of others: of any length, with any bytes. */
  @Test
  void refsThatAreNone() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(3000)];
      random.nextBytes(bytes);
      Files.write(repo.resolve("refs/main"), bytes);
      assertThat(cache.snapshot(RepoType.MODEL, HubName.of("acme/tiny"))).isEmpty();
    }
    Files.writeString(repo.resolve("refs/main"), "../../../../etc");
    assertThat(cache.snapshot(RepoType.MODEL, HubName.of("acme/tiny"))).isEmpty();
    Files.writeString(repo.resolve("refs/main"), COMMIT + "\n");
    assertThat(cache.snapshot(RepoType.MODEL, HubName.of("acme/tiny"))).isPresent();
  }

  @Test
  void filesOfDataSetsStayInside() throws IOException {
    Path data = dir.resolve("datasets--acme--tiny");
    Files.createDirectories(data.resolve("snapshots").resolve(COMMIT).resolve("main"));
    Files.createDirectories(data.resolve("refs"));
    Files.writeString(data.resolve("refs/main"), COMMIT);
    Files.writeString(data.resolve("snapshots").resolve(COMMIT).resolve("main/a.jsonl"), "{}");
    HubName name = HubName.of("acme/tiny");
    assertThat(cache.datasetFile(name, "main/a.jsonl")).hasContent("{}");
    for (String wrong : new String[] {"../../refs/main", "main", "/etc/passwd", "b.jsonl"}) {
      assertThatThrownBy(() -> cache.datasetFile(name, wrong))
          .hasMessageContainingAll(
              "has no file " + wrong, "pull " + wrong + " of the data set acme/tiny");
    }
  }

  /** A content that is not the one it is named by, small (SHA-1, as git) or large (SHA-256). */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDamagedContentIsNoticedWhenItIsFirstUsed(boolean large) throws IOException {
    byte[] tokens = {1, 2, 3};
    Path blob = repo.resolve("blobs").resolve(FakeHub.digest(tokens, large));
    Files.createSymbolicLink(
        snapshot.resolve("tokenizer.model"), Path.of("../../blobs").resolve(blob.getFileName()));
    for (byte[] other : List.of(new byte[] {1, 2, 2}, new byte[] {1, 2}, new byte[0])) {
      Files.write(blob, other);
      assertThatThrownBy(() -> cache.model("acme/tiny"))
          .isInstanceOf(HubException.class)
          .hasMessageContaining("tokenizer.model of acme/tiny is damaged")
          .hasMessageContaining("pull the model acme/tiny, which brings it again");
    }
    Files.write(blob, tokens);
    assertThat(cache.model("acme/tiny").directory()).isEqualTo(snapshot);
  }

  /** What was checked is not read again while its size and time stay; when they change, it is. */
  @Test
  void isCheckedOnceAndAgainWhenItChanges() throws IOException {
    cache.model("acme/tiny");
    Path record = dir.resolve(".locks/models--acme--tiny/didact.checked");
    assertThat(record).isRegularFile();
    assertThat(Files.readAllLines(record)).hasSize(2);
    Path weights = snapshot.resolve("model.safetensors").toRealPath();
    FileTime time = Files.getLastModifiedTime(weights);
    Files.writeString(weights, "Weights");
    Files.setLastModifiedTime(weights, time);
    cache.model("acme/tiny"); // by its record, it is as it was
    Files.setLastModifiedTime(weights, FileTime.from(time.toInstant().plusSeconds(1)));
    assertThatThrownBy(() -> cache.model("acme/tiny")).hasMessageContaining("model.safetensors");
    Files.setLastModifiedTime(weights, time);
    Files.writeString(record, "nonsense\n");
    assertThatThrownBy(() -> cache.model("acme/tiny")).hasMessageContaining("model.safetensors");
    Files.writeString(weights, "weights");
    cache.model("acme/tiny");
    assertThat(Files.readAllLines(record)).hasSize(3);
  }
}
