package io.didact.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a stage was made of; {@code provenance.json}. Two runs with equal {@link #inputs()} end with
 * the same weights.
 *
 * @param stage name of the stage
 * @param settings dotted key → value, of all that can change the result
 * @param machine dotted key → value; other ones change last bits, so an unfinished stage keeps them
 * @param data name → sha256 of each data file
 * @param weights name → sha256 of each model that was read
 * @param seeds name → seed
 * @param versions name → version of what ran (didact, java, libtorch), and commit of what came from
 *     the Hub
 * @param commit of the source tree, empty where it is not known
 * @param changes of the inputs while the stage was at work, in order
 */
public record Provenance(
    String stage,
    SortedMap<String, String> settings,
    SortedMap<String, String> machine,
    SortedMap<String, String> data,
    SortedMap<String, String> weights,
    SortedMap<String, Long> seeds,
    SortedMap<String, String> versions,
    Optional<String> commit,
    List<Change> changes) {
  /** Its file. */
  public static final String FILE = "provenance.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * The stage went on from a checkpoint with other inputs.
   *
   * @param what {@code extend} or {@code restart}
   * @param begun when, ISO 8601
   * @param step of the checkpoint; 0 for the beginning
   * @param before {@link #inputs()} until then
   * @param now hash of the inputs since then, without history
   * @param inputs what is another
   */
  public record Change(
      String what, String begun, long step, String before, String now, List<Difference> inputs) {
    public Change {
      inputs = List.copyOf(inputs);
    }

    /** {@code extend from step 60 (2026-11-30T20:00:00Z): steps: 60 before, 120 now}. */
    @Override
    public String toString() {
      return "%s from step %d (%s): %s".formatted(what, step, begun, Difference.words(inputs));
    }
  }

  /** What an input is. */
  public enum Input {
    SETTING,
    SEED,
    DATA,
    MODEL,
    MACHINE
  }

  /**
   * An input that two runs do not share.
   *
   * @param before its value or hash; empty where there was none
   */
  public record Difference(Input input, String key, Optional<String> before, Optional<String> now) {
    private static final int SHOWN = 60;

    /** {@code steps: 60 before, 120 now}. */
    @Override
    public String toString() {
      String name = input == Input.SEED ? "seed of the " + key : key;
      return "%s: %s before, %s now".formatted(name, shown(before), shown(now));
    }

    private String shown(Optional<String> value) {
      boolean hash = input == Input.DATA || input == Input.MODEL;
      String text = value.orElse("nothing").replace("\n", "\\n");
      if (hash && value.isPresent()) {
        return "sha256 " + text.substring(0, Math.min(12, text.length()));
      }
      return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** All in one line. */
    public static String words(List<Difference> all) {
      return all.stream().map(Difference::toString).collect(Collectors.joining("; "));
    }

    static List<Difference> of(Input input, SortedMap<String, ?> before, SortedMap<String, ?> now) {
      SortedSet<String> keys = new TreeSet<>(before.keySet());
      keys.addAll(now.keySet());
      return keys.stream()
          .map(key -> new Difference(input, key, text(before.get(key)), text(now.get(key))))
          .filter(each -> !each.before.equals(each.now))
          .toList();
    }

    private static Optional<String> text(@Nullable Object value) {
      return Optional.ofNullable(value).map(String::valueOf);
    }
  }

  public Provenance {
    settings = new TreeMap<>(settings);
    machine = new TreeMap<>(machine);
    data = new TreeMap<>(data);
    weights = new TreeMap<>(weights);
    seeds = new TreeMap<>(seeds);
    versions = new TreeMap<>(versions);
    changes = List.copyOf(changes);
  }

  /** One hash over what decides the result: inputs and machine, and how they came to be so. */
  public String inputs() {
    StringBuilder all = new StringBuilder(withoutHistory());
    for (Change each : changes) {
      all.append('\n').append(each.step()).append(' ').append(each.before());
    }
    return Sha256.of(all.toString());
  }

  private String withoutHistory() {
    return String.join(
        "\n",
        stage,
        settings.toString(),
        machine.toString(),
        data.toString(),
        weights.toString(),
        seeds.toString());
  }

  /** One hash over the settings. */
  public String settingsSha256() {
    return Sha256.of(settings.toString());
  }

  /** The inputs that another run does not share, but for the machine's settings. */
  public List<Difference> differences(Provenance now) {
    List<Difference> all = new ArrayList<>(Difference.of(Input.SETTING, settings, now.settings));
    all.addAll(Difference.of(Input.SEED, seeds, now.seeds));
    all.addAll(Difference.of(Input.DATA, data, now.data));
    all.addAll(Difference.of(Input.MODEL, weights, now.weights));
    return all;
  }

  /** The machine's settings that another run does not share. */
  public List<Difference> machineDifferences(Provenance now) {
    return Difference.of(Input.MACHINE, machine, now.machine);
  }

  /**
   * Of a stage that goes on from a checkpoint, once with these inputs and now with others.
   *
   * @param what as in {@link Change}
   * @param now the other ones, without history
   */
  public Provenance changed(String what, Instant begun, long step, Provenance now) {
    List<Difference> inputs = new ArrayList<>(differences(now));
    inputs.addAll(machineDifferences(now));
    List<Change> all = new ArrayList<>(changes);
    all.add(
        new Change(
            what, begun.toString(), step, inputs(), Sha256.of(now.withoutHistory()), inputs));
    return new Provenance(
        stage,
        now.settings,
        now.machine,
        now.data,
        now.weights,
        now.seeds,
        now.versions,
        now.commit,
        all);
  }

  /** Writes the file, whole or not at all. */
  public void write(Path file) throws IOException {
    AtomicFiles.writeText(file, JSON.writeValueAsString(this) + "\n");
  }

  /** Reads it back. */
  public static Provenance read(Path file) throws IOException {
    try {
      return JSON.readValue(AtomicFiles.readText(file), Provenance.class);
    } catch (JacksonException e) {
      throw new IOException(file + ": not a provenance file of this version of Didact", e);
    }
  }

  /**
   * The commit checked out in a directory, read from its {@code .git} without running git; nothing
   * where it has none of its own, or keeps it elsewhere.
   */
  public static Optional<String> commitOf(Path directory) {
    Path git = directory.resolve(".git");
    try {
      if (!Files.isDirectory(git)) {
        return Optional.empty();
      }
      String head = Files.readString(git.resolve("HEAD")).strip();
      if (!head.startsWith("ref: ")) {
        return Optional.of(head);
      }
      String name = head.substring("ref: ".length());
      if (Files.exists(git.resolve(name))) {
        return Optional.of(Files.readString(git.resolve(name)).strip());
      }
      try (Stream<String> packed = Files.lines(git.resolve("packed-refs"))) {
        return packed
            .filter(line -> line.endsWith(" " + name))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .findFirst();
      }
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
