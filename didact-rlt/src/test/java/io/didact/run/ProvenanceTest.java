package io.didact.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {
  @TempDir Path dir;

  private static Provenance provenance(long seed, String java) {
    return new Provenance(
        "rlt",
        new TreeMap<>(Map.of("steps", "60")),
        new TreeMap<>(Map.of("machine.workers", "2")),
        new TreeMap<>(Map.of("train", "aa")),
        new TreeMap<>(),
        new TreeMap<>(Map.of("run", seed)),
        new TreeMap<>(Map.of("java", java)),
        Optional.of("abc"),
        List.of());
  }

  @Test
  void writesAndReadsBack() throws IOException {
    Path file = dir.resolve("provenance.json");
    provenance(7, "17").write(file);
    assertThat(Provenance.read(file)).isEqualTo(provenance(7, "17"));
    assertThat(file).content().contains("\"commit\" : \"abc\"");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> Provenance.read(file))
        .hasMessage(file + ": not a provenance file of this version of Didact");
    Files.write(file, new byte[] {(byte) 0xC0});
    assertThatThrownBy(() -> Provenance.read(file)).hasMessage(file + ": not text in UTF-8");
  }

  /** Another seed is another run; another version of Java is the same. */
  @Test
  void inputsAreWhatDecidesTheResult() {
    assertThat(provenance(7, "17").inputs()).isEqualTo(provenance(7, "25").inputs());
    assertThat(provenance(7, "17").inputs()).isNotEqualTo(provenance(8, "17").inputs());
  }

  /** Two inputs of each kind; what versions and commit are does not matter. */
  @Test
  void differencesNameKeysWithBothValues() {
    Provenance before = provenance(7, "17");
    Provenance now =
        new Provenance(
            "rlt",
            new TreeMap<>(Map.of("sampling.stop", "[a]", "note", "x\ny" + "z".repeat(90))),
            new TreeMap<>(Map.of("machine.workers", "4")),
            new TreeMap<>(Map.of("train", "0123456789abcdef", "test", "bb")),
            new TreeMap<>(Map.of("policy", "cc")),
            new TreeMap<>(Map.of("run", 8L)),
            new TreeMap<>(),
            Optional.empty(),
            List.of());
    assertThat(before.differences(now))
        .extracting(Provenance.Difference::toString)
        .containsExactly(
            "note: nothing before, x\\ny" + "z".repeat(56) + "… now",
            "sampling.stop: nothing before, [a] now",
            "steps: 60 before, nothing now",
            "seed of the run: 7 before, 8 now",
            "test: nothing before, sha256 bb now",
            "train: sha256 aa before, sha256 0123456789ab now",
            "policy: nothing before, sha256 cc now");
    assertThat(before.machineDifferences(now))
        .extracting(Provenance.Difference::toString)
        .containsExactly("machine.workers: 2 before, 4 now");
    assertThat(before.differences(provenance(7, "25"))).isEmpty();
  }

  /** How inputs came to be what they are is an input, and when it was is none. */
  @Test
  void changesAreKeptAndCount() throws IOException {
    Provenance changed =
        provenance(7, "17").changed("restart", Instant.EPOCH, 50, provenance(8, "25"));
    assertThat(changed.inputs()).isNotEqualTo(provenance(8, "25").inputs());
    assertThat(changed.inputs())
        .isEqualTo(
            provenance(7, "17").changed("restart", Instant.MAX, 50, provenance(8, "25")).inputs());
    assertThat(changed.differences(provenance(8, "25"))).isEmpty();
    assertThat(changed.changes().get(0))
        .hasToString(
            "restart from step 50 (1970-01-01T00:00:00Z): seed of the run: 7 before, 8 now");
    changed.write(dir.resolve("provenance.json"));
    assertThat(Provenance.read(dir.resolve("provenance.json"))).isEqualTo(changed);
  }

  /** FIPS 180-4's example; then a directory by hand: one line per file, by name. */
  @Test
  void hashes() throws IOException {
    String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(Sha256.of("abc")).isEqualTo(abc);
    Files.createDirectories(dir.resolve("d/z"));
    Files.writeString(dir.resolve("d/z/a"), "abc");
    Files.writeString(dir.resolve("d/b"), "abc");
    assertThat(Sha256.of(dir.resolve("d/b"))).isEqualTo(abc);
    assertThat(Sha256.of(dir.resolve("d"))).isEqualTo(Sha256.of(abc + "  b\n" + abc + "  z/a\n"));
  }

  /** As models of a shared cache are: links to files, perhaps behind a link to the directory. */
  @Test
  void hashesThroughLinks() throws IOException {
    Files.createDirectories(dir.resolve("d"));
    Files.writeString(dir.resolve("blob"), "abc");
    Files.writeString(dir.resolve("d/a"), "abc");
    String plain = Sha256.of(dir.resolve("d"));
    Files.delete(dir.resolve("d/a"));
    Files.createSymbolicLink(dir.resolve("d/a"), Path.of("../blob"));
    Files.createSymbolicLink(dir.resolve("link"), Path.of("d"));
    assertThat(Sha256.of(dir.resolve("d"))).isEqualTo(plain);
    assertThat(Sha256.of(dir.resolve("link"))).isEqualTo(plain);
  }

  @Test
  void readsTheCommit() throws IOException {
    Path git = Files.createDirectories(dir.resolve(".git/refs/heads")).getParent().getParent();
    Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
    Files.writeString(git.resolve("refs/heads/main"), "12ab\n");
    assertThat(Provenance.commitOf(dir)).contains("12ab");
    Files.delete(git.resolve("refs/heads/main"));
    Files.writeString(git.resolve("packed-refs"), "# pack-refs\n34cd refs/heads/main\n");
    assertThat(Provenance.commitOf(dir)).contains("34cd");
    assertThat(Provenance.commitOf(Files.createDirectories(dir.resolve("x")))).isEmpty();
  }
}
