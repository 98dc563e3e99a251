package io.didact.cli;

import io.didact.hub.HubCache;
import io.didact.model.checkpoint.Adapter;
import io.didact.model.checkpoint.AdapterConfig;
import io.didact.model.checkpoint.Inspection;
import io.didact.model.checkpoint.ModelProblem;
import io.didact.model.decoder.DecoderConfig;
import io.didact.model.decoder.LoraShape;
import io.didact.model.decoder.LoraWeights;
import io.didact.recipe.model.ModelPlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A directory that was inspected: a model, or an adapter with its base.
 *
 * @param inspection of the model or the base
 * @param shape of the adapter, where it is usable
 * @param wrong with the adapter
 */
record InspectedModel(
    Path directory,
    Inspection inspection,
    Optional<AdapterFacts> adapter,
    Optional<LoraShape> shape,
    List<ModelProblem> wrong) {

  /**
   * @param base as the adapter names it
   * @param place where it was found
   * @param targets kinds of matrices that are adapted; none where that is not known
   * @param matrices how many these are
   * @param others how many of them have another rank or alpha
   * @param parameters numbers of the adapter
   */
  record AdapterFacts(
      String base,
      String place,
      int rank,
      double alpha,
      boolean rsLora,
      double dropout,
      List<String> targets,
      int matrices,
      int others,
      long parameters) {}

  /**
   * @throws IOException where it is an adapter whose settings cannot be read or whose base is not
   *     there
   */
  static InspectedModel of(Path directory, HubCache hub) throws IOException {
    ModelPlace place = ModelPlace.of(directory, hub);
    Inspection inspection = Inspection.of(place.base());
    if (place.adapter().isEmpty()) {
      return new InspectedModel(
          directory, inspection, Optional.empty(), Optional.empty(), List.of());
    }
    List<ModelProblem> wrong = new ArrayList<>();
    Optional<LoraShape> shape = Optional.empty();
    try {
      if (inspection.config().isPresent()) {
        shape = Optional.of(place.adapter().get().shape(inspection.config().get()));
      }
    } catch (IOException e) {
      wrong.add(
          new ModelProblem(
              true, Adapter.WEIGHTS, String.valueOf(e.getMessage()), "take both of one model"));
    }
    return new InspectedModel(
        directory, inspection, Optional.of(facts(place, shape, inspection)), shape, wrong);
  }

  private static AdapterFacts facts(
      ModelPlace place, Optional<LoraShape> shape, Inspection inspection) {
    AdapterConfig config = place.adapter().orElseThrow().config();
    return new AdapterFacts(
        config.base(),
        place.base().toString(),
        config.rank(),
        config.alpha(),
        config.rsLora(),
        config.dropout(),
        shape
            .map(each -> LoraShape.kinds(each.modules()).stream().sorted().toList())
            .orElse(List.of()),
        shape.map(each -> each.modules().size()).orElse(0),
        shape.map(each -> each.others().size()).orElse(0),
        shape.map(each -> LoraWeights.size(inspection.config().orElseThrow(), each)).orElse(0L));
  }

  boolean usable() {
    return problems().stream().noneMatch(ModelProblem::fatal);
  }

  List<ModelProblem> problems() {
    List<ModelProblem> all = new ArrayList<>(inspection.problems());
    all.addAll(wrong);
    return all;
  }

  /** The adapter's own shape, or that of one of all matrices. */
  LoraShape lora(DecoderConfig config, int rank) {
    return shape.orElseGet(
        () -> new LoraShape(rank, rank, false, new TreeSet<>(LoraShape.modulesOf(config))));
  }
}
