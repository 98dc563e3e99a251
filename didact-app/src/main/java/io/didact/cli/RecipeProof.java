package io.didact.cli;

import io.didact.bench.Finding;
import io.didact.bench.Proof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A whole run on the device: of a recipe, in a directory of its own.
 *
 * @param console on whose stderr the run tells its progress
 */
record RecipeProof(Path recipe, Console console) implements Proof.Part {
  @Override
  public String name() {
    return "recipe";
  }

  @Override
  public List<Finding> find(Proof.Place place) throws IOException {
    Path output = Files.createTempDirectory("didact-proof").resolve("run");
    long start = System.nanoTime();
    Console telling =
        new Console(console.in(), console.err(), console.err(), false, console.environment());
    int code =
        Main.run(
            telling,
            "run",
            recipe.toString(),
            "output=" + output,
            "machine.device=" + place.device().name().toLowerCase(Locale.ROOT));
    double seconds = (System.nanoTime() - start) * 1e-9;
    return List.of(
        new Finding(
            name(),
            recipe.getFileName() + " from end to end",
            seconds,
            "s",
            code == 0 ? Finding.Verdict.HOLDS : Finding.Verdict.FAILS,
            "exit code %d, in %s".formatted(code, output)));
  }
}
