package io.didact.bench;

import io.didact.tensor.Device;
import io.didact.tensor.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Whether a device computes what the CPU does, and how fast: its parts one after another, as many
 * as there is time for. A part that fails is a finding, and the next one comes all the same.
 *
 * @param place what the parts work with
 * @param seconds after which no part is begun
 * @param clock nanoseconds
 */
public record Proof(Place place, double seconds, LongSupplier clock) {

  /**
   * What parts work with.
   *
   * @param device that is to be proved
   * @param cpuWorkers threads of what is computed on the CPU beside it
   * @param golden a directory of checkpoints, each with {@code expected.json} of an independent
   *     implementation
   */
  public record Place(Device device, int cpuWorkers, Path golden) {
    /** Work on the device. */
    <T> T onDevice(Work<T> work) throws IOException {
      return on(device, work);
    }

    /** The same on the CPU. */
    <T> T onCpu(Work<T> work) throws IOException {
      return on(Device.CPU, work);
    }

    private <T> T on(Device where, Work<T> work) throws IOException {
      try (Device.Scope scope = where.use();
          Workers workers = new Workers(where.workers(cpuWorkers))) {
        return work.with(workers);
      }
    }
  }

  /** What is done with the workers of a device. */
  interface Work<T> {
    T with(Workers workers) throws IOException;
  }

  /** A part of the proof. */
  public interface Part {
    String name();

    List<Finding> find(Place place) throws IOException;
  }

  /** Whether the device computes what the CPU does, and says so where it cannot. */
  public static List<Part> equalities() {
    return List.of(new MemoryProof(), new TrainingProof(), new ParityProof(), new SamplingProof());
  }

  /** How fast it is. */
  public static List<Part> measurements(List<ProofShape> shapes) {
    List<Part> parts = new ArrayList<>(List.of(new PeaksProof()));
    shapes.forEach(shape -> parts.add(new JobsProof(shape)));
    return parts;
  }

  /**
   * @param told of each finding as soon as there is one
   */
  public List<Finding> run(List<Part> parts, Consumer<Finding> told) {
    long start = clock.getAsLong();
    List<Finding> all = new ArrayList<>();
    for (Part part : parts) {
      double spent = (clock.getAsLong() - start) * 1e-9;
      List<Finding> found =
          spent > seconds
              ? List.of(Finding.skipped(part.name(), "no time left after %.0f s".formatted(spent)))
              : found(part);
      found.forEach(told);
      all.addAll(found);
    }
    return all;
  }

  private List<Finding> found(Part part) {
    try {
      return part.find(place);
    } catch (IOException | RuntimeException | LinkageError e) {
      return List.of(Finding.failed(part.name(), "ends with an error", firstLine(e)));
    }
  }

  /** libtorch's errors have its stack below the first line. */
  static String firstLine(Throwable e) {
    return e.toString().lines().findFirst().orElse("");
  }
}
