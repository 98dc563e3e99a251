package io.didact.recipe.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.hub.HubCache;
import io.didact.recipe.Recipe;
import io.didact.recipe.RecipeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the base model of recipes/composition-base.yaml reads. */
class CompositionBaseTest {
  private static final Pattern LONG = Pattern.compile("<[ST]>[0-9]([a-z][-+*][0-9]){4,5}<");
  private static final Pattern EQUATION = Pattern.compile("[a-z][0-9][-+*][0-9]=[0-9]");

  /** Of 30,000 texts none explains a long chain in full; a third is about one all the same. */
  @Test
  void noLongChainIsExplainedInFull() throws Exception {
    Path home = Path.of("..");
    Recipe recipe =
        RecipeFile.read(
            home.resolve("recipes/composition-base.yaml"),
            List.of(),
            new HubCache(home.resolve("no-such-cache")),
            remark -> {});
    SftStage stage = (SftStage) recipe.stages().get("base");
    DocumentsSource source = (DocumentsSource) stage.data();
    int longChains = 0;
    int fiveSteps = 0;
    for (String text : source.documents().first(30_000).toList()) {
      int steps = (int) EQUATION.matcher(text).results().count();
      Matcher longChain = LONG.matcher(text);
      if (longChain.find()) {
        longChains++;
        assertThat(steps).as(text).isLessThanOrEqualTo(1);
        assertThat(text.chars().filter(c -> c == '=').count()).as(text).isLessThanOrEqualTo(2);
      }
      fiveSteps += steps == 5 ? 1 : 0;
    }
    assertThat(longChains).isBetween(9_000, 12_000);
    assertThat(fiveSteps).as("texts of five steps, of short chains").isGreaterThan(500);
  }
}
