package io.didact.recipe.engine;

import io.didact.model.checkpoint.AdapterConfig;
import io.didact.model.checkpoint.AdapterPatterns;
import io.didact.model.checkpoint.LowRankWeights;
import io.didact.model.decoder.AdaptedParameters;
import io.didact.model.decoder.LoraWeights;
import io.didact.recipe.model.LoadedModel;
import io.didact.run.AtomicFiles;
import io.didact.tensor.ProcessGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The weights of a model as they are trained, for a server that reads them from a directory: an
 * adapter where it has one, and else all of them.
 */
record NewWeights(LoadedModel model) {
  private static final String NAME = "didact-weights-";

  /**
   * Writes them and has the server read them.
   *
   * @return the name to ask for from now on
   */
  String handOver(RemoteEngine.Asked asked, long version) throws IOException {
    Path folder =
        asked
            .settings()
            .handOver()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        asked.client().server() + " keeps the weights it has: give handOver"))
            .toAbsolutePath()
            .normalize();
    Files.createDirectories(folder);
    Path target = folder.resolve(NAME + version);
    AtomicFiles.delete(target);
    AtomicFiles.writeDirectory(target, this::write);
    try {
      String served =
          asked
              .dialect()
              .handOver(
                  asked.client(),
                  asked.settings().served(),
                  target,
                  model.adapter().isPresent(),
                  version);
      deleteOthers(folder, target);
      return served;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("was stopped").initCause(e);
    }
  }

  private static void deleteOthers(Path folder, Path target) throws IOException {
    List<Path> others;
    try (Stream<Path> all = Files.list(folder)) {
      others =
          all.filter(each -> each.getFileName().toString().startsWith(NAME))
              .filter(each -> !each.equals(target))
              .toList();
    }
    for (Path each : others) {
      AtomicFiles.delete(each);
    }
  }

  private void write(Path directory) throws IOException {
    Optional<LoraWeights> adapter = model.adapter();
    if (adapter.isEmpty()) {
      model.checkpoint().write(directory, model.parameters());
      return;
    }
    AdapterConfig config =
        new AdapterConfig(
            model.name(),
            Optional.empty(),
            adapter.get().shape().rank(),
            adapter.get().shape().alpha(),
            adapter.get().shape().rsLora(),
            0,
            AdapterPatterns.NONE);
    try (LowRankWeights weights =
        new LowRankWeights(
            model.checkpoint(),
            new AdaptedParameters(model.parameters(), adapter.get()),
            0,
            0,
            place -> config,
            ProcessGroup.single())) {
      weights.write(directory);
    }
  }
}
