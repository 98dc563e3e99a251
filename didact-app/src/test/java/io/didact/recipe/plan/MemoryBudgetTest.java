package io.didact.recipe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.hub.HubCache;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {
  @TempDir Path dir;
  private final List<String> said = new ArrayList<>();
  private final MemoryBudget budget =
      new MemoryBudget(8e9, Map.of("a", 5e9, "b", 3e9, "c", 4e9, "huge", 9e9), said::add);

  /** 5 + 3 = 8 GB are as many as there are, 5 + 4 = 9 too many; 3 + 4 = 7 fit. */
  @Test
  void stagesFitTogetherUpToTheRoom() {
    assertThat(budget.fits(Set.of("a"), "b")).isTrue();
    assertThat(budget.fits(Set.of("b"), "c")).isTrue();
    assertThat(said).isEmpty();
    assertThat(budget.fits(Set.of("a"), "c")).isFalse();
    assertThat(budget.fits(Set.of("a", "b"), "c")).isFalse();
    assertThat(said)
        .containsExactly("c waits: beside a it would hold about 9.0 GB together, there are 8.0");
  }

  /** An evaluation of the base model holds some megabytes of cache and tiles, and no gigabytes. */
  @Test
  void aPlanSaysWhatStagesHold() throws Exception {
    Path root = Path.of(System.getProperty("didact.root", ".."));
    HubCache hub = new HubCache(dir);
    Recipe recipe =
        RecipeFile.ofStage(
            "eval",
            List.of(
                "model=" + root.resolve("models/base"),
                "task=chain",
                "machine.workers=1",
                "output=" + dir),
            hub,
            line -> {});
    String stage = recipe.stages().keySet().iterator().next();
    for (double room : new double[] {1e6, 1e10}) {
      MemoryBudget reckoned =
          MemoryBudget.of(room, recipe.stages(), recipe.machine(), hub, said::add);
      assertThat(reckoned.fits(Set.of(stage), stage)).isEqualTo(room == 1e10);
    }
    assertThat(said).hasSize(1);
  }

  /** A model whose shape nobody knows. */
  @Test
  void whereNoPlanCanBeMadeAllFits() throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("recipe.yaml"),
            """
            output: ./out
            stages:
              one: {type: eval, model: ./nowhere, task: chain}
            """);
    Recipe recipe = RecipeFile.readToPlan(file, List.of(), line -> {});
    assertThat(
            MemoryBudget.of(1, recipe.stages(), recipe.machine(), new HubCache(dir), said::add)
                .fits(Set.of("one"), "one"))
        .isTrue();
    assertThat(said).isEmpty();
  }

  @Test
  void aloneAStageMayAlwaysTry() {
    assertThat(budget.fits(Set.of(), "huge")).isTrue();
    assertThat(budget.fits(Set.of("b"), "huge")).isFalse();
  }

  /** Also beside one that takes more than all. */
  @Test
  void whatIsNotKnownFits() {
    assertThat(budget.fits(Set.of("huge"), "unknown")).isTrue();
    assertThat(budget.fits(Set.of("unknown"), "a")).isTrue();
    assertThat(said).isEmpty();
  }
}
