package io.didact.recipe.plan;

import io.didact.recipe.model.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code didact run --plan --json} writes; the names are those of the object's fields. Sizes
 * are bytes, times seconds.
 *
 * @param dtype fp32 or bf16
 * @param fits whether no stage has a problem
 * @param seconds of all stages
 * @param assumed what is not known before the run, in words
 */
public record PlanReport(
    Device device,
    String dtype,
    List<Stage> stages,
    double seconds,
    double flops,
    double bytes,
    boolean fits,
    List<String> assumed) {

  /**
   * @param flops FLOP/s of one in {@code dtype}
   * @param bandwidth bytes/s of one
   * @param shard as {@code machine.shard} has it
   */
  record Device(
      String name,
      int count,
      double flops,
      double bandwidth,
      double memory,
      String source,
      Efficiency efficiency,
      String shard) {}

  /**
   * @param memory bytes on one device by what they are for
   * @param most bytes at one moment
   * @param problems what does not fit, and which key lowers it
   */
  record Stage(
      String name,
      String type,
      List<Job> jobs,
      double seconds,
      Map<String, Double> memory,
      double most,
      List<String> problems) {}

  public static PlanReport of(RecipePlan plan) {
    Scale scale = plan.scale();
    Peaks peaks = scale.peaks();
    Precision type = plan.dtype();
    List<Job> jobs = plan.jobs();
    return new PlanReport(
        new Device(
            scale.name(),
            scale.gpus(),
            peaks.flops(type),
            peaks.bandwidth(),
            peaks.memory(),
            peaks.source(),
            scale.efficiency(),
            scale.sharding().name().toLowerCase(Locale.ROOT)),
        type.toString(),
        plan.stages().stream().map(PlanReport::stage).toList(),
        plan.seconds(),
        jobs.stream().mapToDouble(Job::flops).sum(),
        jobs.stream().mapToDouble(Job::bytes).sum(),
        plan.fits(),
        plan.assumed());
  }

  private static Stage stage(RecipePlan.StagePlan stage) {
    StageMemory memory = stage.memory();
    return new Stage(
        stage.name(),
        stage.type(),
        stage.jobs(),
        stage.seconds(),
        memory.parts(),
        memory.most(),
        memory.problems());
  }
}
