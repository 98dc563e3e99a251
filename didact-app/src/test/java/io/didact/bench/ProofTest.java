package io.didact.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.bench.Finding.Verdict;
import io.didact.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The CPU proved against itself, with one golden checkpoint. */
class ProofTest {
  private static final Path GOLDEN = Path.of("../didact-lm/src/test/resources/golden/qwen2-window");

  @TempDir Path dir;
  private Path copy = Path.of("");

  @BeforeEach
  void oneCheckpoint() throws IOException {
    copy = Files.createDirectory(dir.resolve("qwen2-window"));
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(each.getFileName()));
      }
    }
  }

  private Proof.Place place() {
    return new Proof.Place(Device.CPU, 1, dir);
  }

  private static List<Verdict> verdicts(List<Finding> findings) {
    return findings.stream().map(Finding::verdict).toList();
  }

  @Test
  void theCpuComputesWhatItDoes() throws IOException {
    List<Finding> all = new ArrayList<>();
    for (Proof.Part part : Proof.equalities()) {
      all.addAll(part.find(place()));
    }
    assertThat(all).extracting(Finding::verdict).containsOnly(Verdict.HOLDS);
    assertThat(all)
        .extracting(Finding::part)
        .containsExactly(
            "memory",
            "training",
            "training",
            "training",
            "parity",
            "parity",
            "sampling",
            "sampling");
    assertThat(all.get(0).note()).as("libtorch's own words").contains("memory");
  }

  /** One log-prob of the independent implementation moved by 0.001. */
  @Test
  void aWrongLogProbFails() throws IOException {
    Path expected = copy.resolve("expected.json");
    JsonNode read = JsonMapper.shared().readTree(Files.readAllBytes(expected));
    String first = read.path("cases").path(0).path("logprobs").path(0).toString();
    Files.writeString(
        expected,
        Files.readString(expected).replaceFirst(first, "" + (Double.parseDouble(first) + 1e-3)));
    assertThat(verdicts(new ParityProof().find(place())))
        .containsExactly(Verdict.FAILS, Verdict.HOLDS);
  }

  @Test
  void nothingToCompareWithIsAnError() throws IOException {
    Files.delete(copy.resolve("expected.json"));
    assertThatThrownBy(() -> new ParityProof().find(place()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has expected.json");
  }

  private record Made(String name, Iterator<Finding> found) implements Proof.Part {
    @Override
    public List<Finding> find(Proof.Place place) {
      return List.of(found.next()); // fails where there is none
    }
  }

  private static Made made(Finding... findings) {
    return new Made("made", List.of(findings).iterator());
  }

  /** The clock is asked at the start and before each part: the third comes after 3 s. */
  @Test
  void aPartThatFailsOrComesTooLateIsAFinding() {
    Iterator<Long> times = LongStream.of(0, 0, 1_000_000_000L, 3_000_000_000L).iterator();
    List<Finding> told = new ArrayList<>();
    Finding measured = Finding.measured("made", "it", 1, "s");
    List<Finding> found =
        new Proof(place(), 2, times::next)
            .run(List.of(made(), made(measured), made(measured)), told::add);
    assertThat(verdicts(found)).containsExactly(Verdict.FAILS, Verdict.MEASURED, Verdict.SKIPPED);
    assertThat(found.get(0).note()).isEqualTo("java.util.NoSuchElementException");
    assertThat(found.get(2).note()).isEqualTo("no time left after 3 s");
    assertThat(told).isEqualTo(found);
  }

  @Test
  void bounds() {
    assertThat(Finding.atMost("p", "w", 2, "u", 2).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Finding.atMost("p", "w", 2.1, "u", 2).verdict()).isEqualTo(Verdict.FAILS);
    assertThat(Finding.atMost("p", "w", Double.NaN, "u", 2).verdict()).isEqualTo(Verdict.FAILS);
    assertThat(Finding.atLeast("p", "w", 2, "u", 2).verdict()).isEqualTo(Verdict.HOLDS);
    assertThat(Finding.atLeast("p", "w", Double.NaN, "u", 2).verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void table() {
    ProofTable table =
        new ProofTable(
            new Hardware("A processor", 2, "JDK 17"),
            "cpu",
            12,
            List.of(
                Finding.atMost("parity", "model", 0.5, "nats", 1),
                Finding.skipped("jobs", "late")));
    assertThat(table.holds()).isTrue();
    assertThat(table.text())
        .startsWith("cpu on A processor, JDK 17\n")
        .contains("holds     parity       model ")
        .contains("0.5000 nats ")
        .endsWith("{holds=1, skipped=1} in 12 s\n");
    JsonNode json = JsonMapper.shared().readTree(table.json());
    assertThat(json.path("holds").asBoolean()).isTrue();
    assertThat(json.path("findings").path(0).path("value").asDouble()).isEqualTo(0.5);
    assertThat(json.path("findings").path(1).has("value")).isFalse();
    ProofTable failed =
        new ProofTable(table.machine(), "cpu", 1, List.of(Finding.failed("p", "w", "why")));
    assertThat(failed.holds()).isFalse();
  }
}
