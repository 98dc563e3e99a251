package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.bench.Finding;
import io.didact.bench.Proof;
import io.didact.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProveCommandTest {
  @TempDir Path dir;

  private static TestConsole run(int code, String... args) {
    TestConsole io = new TestConsole("");
    String[] all = new String[args.length + 1];
    all[0] = "prove";
    System.arraycopy(args, 0, all, 1, args.length);
    assertThat(Main.run(io.console(), all)).as(io.err()).isEqualTo(code);
    return io;
  }

  /** Without time all parts are skipped: nothing failed. */
  @Test
  void whatThereIsNoTimeForIsSkipped() throws IOException {
    Path json = dir.resolve("proof.json");
    TestConsole io =
        run(
            0,
            "--golden",
            dir.toString(),
            "--device",
            "cpu",
            "--seconds",
            "0",
            "--recipe",
            dir.resolve("none.yaml").toString(),
            "--json",
            json.toString());
    assertThat(io.out()).contains("{skipped=7} in 0 s");
    assertThat(io.err()).contains("skipped   parity").contains("skipped   recipe");
    JsonNode table = JsonMapper.shared().readTree(Files.readAllBytes(json));
    assertThat(table.path("device").asString()).isEqualTo("cpu");
    assertThat(table.path("findings").size()).isEqualTo(7);
  }

  @Test
  void aRecipeThatFailsIsAFinding() throws IOException {
    Path recipe = Files.writeString(dir.resolve("wrong.yaml"), "stages: {}\n");
    TestConsole told = new TestConsole("");
    Finding found =
        new RecipeProof(recipe, told.console()).find(new Proof.Place(Device.CPU, 1, dir)).get(0);
    assertThat(found.verdict()).isEqualTo(Finding.Verdict.FAILS);
    assertThat(found.note()).startsWith("exit code 2, in ");
    assertThat(told.err()).contains("wrong.yaml");
    assertThat(told.out()).isEmpty();
  }

  @Test
  void wrongOptions() {
    assertThat(run(2).err()).contains("--golden");
    assertThat(run(2, "--golden", dir.resolve("none").toString()).err())
        .startsWith("didact: --golden: there is no directory ");
    assertThat(run(2, "--golden", dir.toString(), "--threads", "0").err())
        .startsWith("didact: --threads must be ≥ 1, was 0\n");
    assertThat(run(2, "--golden", dir.toString(), "--shape", "huge").err()).contains("half-b");
  }
}
