package io.didact.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs of a recipe in processes of their own, which can be killed.
 *
 * @param dir where recipes and the log are written
 * @param recipe in which OUTPUT stands for the directory of a run
 * @param launch words before {@code run}
 */
record KilledRuns(Path dir, String recipe, List<String> launch) {
  KilledRuns(Path dir, String recipe) {
    this(dir, recipe, List.of());
  }

  Process start(Path output) throws IOException {
    Path recipe = dir.resolve(output.getFileName() + ".yaml");
    Files.writeString(recipe, this.recipe.replace("OUTPUT", output.toString()));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag :
        List.of(
            "java.library.path",
            "org.bytedeco.javacpp.maxphysicalbytes",
            "org.bytedeco.javacpp.nopointergc",
            "ai.djl.offline")) {
      command.add("-D" + flag + "=" + System.getProperty(flag, ""));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.didact.cli.Main");
    command.addAll(launch);
    command.addAll(List.of("run", recipe.toString(), "--debug"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("log").toFile()))
        .start();
  }

  int finish(Process process) throws Exception {
    if (!process.waitFor(15, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new AssertionError(Files.readString(dir.resolve("log")));
    }
    return code;
  }

  void killWhen(Process process, BooleanSupplier reached) throws Exception {
    awaitInside(process, reached);
    process.destroyForcibly().waitFor();
  }

  void awaitInside(Process process, BooleanSupplier reached) throws Exception {
    while (!reached.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new AssertionError("ended early: " + Files.readString(dir.resolve("log")));
      }
      Thread.sleep(2);
    }
  }

  static long lines(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).lines().count() : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
