package io.didact.recipe;

import io.didact.recipe.evaluation.StageResult;
import io.didact.recipe.stage.RlStage;
import io.didact.recipe.stage.Source;
import io.didact.recipe.stage.Stage;
import io.didact.recipe.stage.StageContext;
import io.didact.recipe.stage.StageSource;
import io.didact.run.AtomicFiles;
import io.didact.run.Checkpoints;
import io.didact.run.Manifest;
import io.didact.run.Provenance;
import io.didact.run.Provenance.Difference;
import io.didact.run.Provenance.Input;
import io.didact.run.RunDirectory;
import io.didact.train.Learner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes directories the stages' of a run, or finds that they are already; touches no other's work,
 * but where it is told how to go on from it.
 */
final class StageClaims {
  private static final String CONFIG = "config.yaml";

  /** What a stage writes once it is at work. */
  private static final List<String> WORK =
      List.of(
          StageContext.MODEL,
          "checkpoints",
          "parts",
          StageContext.TRACES,
          Checkpoints.METRICS,
          StageResult.FILE);

  private static final Set<String> LENGTH = Set.of("steps", "epochs");

  private final StageInputs inputs;
  private final Continuation wanted;
  private boolean restarted;

  StageClaims(StageInputs inputs, Continuation wanted) {
    this.inputs = inputs;
    this.wanted = wanted;
  }

  /**
   * Claims the directory of a stage.
   *
   * @return whether work was there that is finished, and it is to go on
   * @throws IOException where the directory holds work of other inputs, naming them
   */
  synchronized boolean reopened(StageContext context) throws IOException {
    RunDirectory files = context.files();
    Provenance now = inputs.of(context);
    Optional<String> work = workIn(files.path());
    if (!files.has(Provenance.FILE)) {
      requireNone(context, work);
      record(context, now);
      return false;
    }
    Provenance before = Provenance.read(files.path().resolve(Provenance.FILE));
    boolean finished = files.has(StageResult.FILE);
    List<Difference> others = before.differences(now);
    List<Difference> machine = before.machineDifferences(now);
    if (others.isEmpty() && (finished || machine.isEmpty())) {
      if (!machine.isEmpty()) {
        context
            .listener()
            .onMessage("%s: made with %s".formatted(context.name(), Difference.words(machine)));
      }
      return false;
    }
    if (work.isEmpty()) {
      record(context, now);
      return false;
    }
    List<Difference> all = new ArrayList<>(others);
    all.addAll(machine);
    Optional<Checkpoints.Saved> newest = new Checkpoints(files.path(), 1).newest();
    if (isRestart(context, all)) {
      goOn(context, "restart", wanted.restart().orElseThrow().step(), before, now, all);
      restarted = true;
    } else if (wanted.extend() && newest.isPresent() && isLonger(others, newest.get().step())) {
      goOn(context, "extend", newest.get().step(), before, now, all);
    } else {
      throw refusal(context, finished ? others : all);
    }
    return finished;
  }

  private void record(StageContext context, Provenance provenance) throws IOException {
    String config = inputs.yaml(context);
    context
        .files()
        .commit(
            next -> {
              provenance.write(next.resolve(Provenance.FILE));
              AtomicFiles.writeText(next.resolve(CONFIG), config);
            });
  }

  private static void requireNone(StageContext context, Optional<String> work) throws IOException {
    Path directory = context.files().path();
    if (work.isPresent() || Files.exists(directory.resolve(CONFIG))) {
      throw new IOException(
          "%s has a %s that no stage %s made (no %s names a %s). Choose another output=… , or move that directory away"
              .formatted(
                  directory, work.orElse(CONFIG), context.name(), Manifest.NAME, Provenance.FILE));
    }
  }

  /** What a stage made there; a directory in which there is nothing yet does not count. */
  private static Optional<String> workIn(Path directory) throws IOException {
    for (String name : WORK) {
      Path work = directory.resolve(name);
      if (Files.isDirectory(work)) {
        try (Stream<Path> entries = Files.list(work)) {
          if (entries.findAny().isPresent()) {
            return Optional.of(name);
          }
        }
      } else if (Files.exists(work)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private boolean isRestart(StageContext context, List<Difference> all) {
    if (restarted || wanted.restart().isEmpty() || !context.stage().trains()) {
      return false;
    }
    Optional<String> named = wanted.restart().get().stage();
    return named.isPresent()
        ? named.get().equals(context.name())
        : Continuation.trained(inputs.recipe()).size() == 1
            || all.stream().anyMatch(each -> isChosen(each.input()));
  }

  /** Whether it stands in the recipe: what an earlier stage made now is another, too. */
  private static boolean isChosen(Input input) {
    return switch (input) {
      case SETTING, SEED, MACHINE -> true;
      case DATA, MODEL -> false;
    };
  }

  /** Whether the same is to be done for longer than a checkpoint has it. */
  private static boolean isLonger(List<Difference> others, long step) {
    return !others.isEmpty()
        && others.stream()
            .allMatch(
                each ->
                    LENGTH.contains(each.key())
                        && each.now().isPresent()
                        && number(each.now()) > number(each.before())
                        && (each.key().equals("epochs") || number(each.now()) > step));
  }

  private static double number(Optional<String> value) {
    return value.map(Double::parseDouble).orElse(0.0);
  }

  /**
   * Goes on from a checkpoint. The finished stage is unfinished first, and the new inputs are
   * recorded last: whoever is killed in between has a run of the old ones.
   */
  private void goOn(
      StageContext context,
      String what,
      long step,
      Provenance before,
      Provenance now,
      List<Difference> all)
      throws IOException {
    Path directory = context.files().path();
    Checkpoints checkpoints = new Checkpoints(directory, 1);
    if (step > 0) {
      requireFits(context, checkpoints.require(step), all);
    }
    context.files().forget(name -> !name.equals(Provenance.FILE) && !name.equals(CONFIG));
    Files.deleteIfExists(directory.resolve(StageResult.FILE));
    checkpoints.removeAfter(step);
    record(context, before.changed(what, context.clock().instant(), step, now));
    context
        .listener()
        .onMessage(
            "%s: going on from step %d with %s"
                .formatted(context.name(), step, Difference.words(all)));
  }

  /** A checkpoint has weights, moments and a reference of one kind. */
  private static void requireFits(
      StageContext context, Checkpoints.Saved checkpoint, List<Difference> all) throws IOException {
    Stage stage = context.stage();
    Set<String> fixed =
        stage.models().entrySet().stream()
            .filter(each -> stage.start().filter(each.getValue()::equals).isPresent())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    fixed.addAll(Set.of("type", "machine.dtype"));
    for (Difference each : all) {
      if (fixed.contains(each.key()) || each.key().startsWith("architecture.")) {
        throw new IOException(
            "%s cannot go on from %s with another %s (%s): choose another output=…"
                .formatted(context.name(), checkpoint.directory(), each.key(), each));
      }
    }
    boolean asked = stage instanceof RlStage rl && rl.algorithm().asksReference();
    if (asked != Learner.hasReference(checkpoint.directory())) {
      throw new IOException(
          "%s cannot go on from %s: it has %s reference model, and the algorithm now asks for %s. Choose another output=…"
              .formatted(
                  context.name(),
                  checkpoint.directory(),
                  asked ? "no" : "a",
                  asked ? "one" : "none"));
    }
  }

  private IOException refusal(StageContext context, List<Difference> all) throws IOException {
    Path directory = context.files().path();
    boolean onlyMachine = all.stream().allMatch(each -> each.input() == Input.MACHINE);
    StringBuilder text = new StringBuilder();
    text.append(
        onlyMachine
            ? "%s holds unfinished work of stage %s, which resumes bit for bit only with the machine settings that it began with"
                .formatted(directory, context.name())
            : "%s holds the work of stage %s with other inputs"
                .formatted(directory, context.name()));
    text.append(':');
    for (Difference each : all) {
      text.append("\n  ").append(each).append(place(context.stage(), each));
    }
    List<String> ways = new ArrayList<>(List.of("Give these as before"));
    List<Checkpoints.Saved> checkpoints = new Checkpoints(directory, 1).all();
    if (context.stage().trains() && !checkpoints.isEmpty()) {
      long last = checkpoints.get(checkpoints.size() - 1).step();
      List<Difference> inputsAlone =
          all.stream().filter(each -> each.input() != Input.MACHINE).toList();
      if (isLonger(inputsAlone, last)) {
        ways.add("add --extend to go on from step " + last);
      }
      String steps =
          checkpoints.stream()
              .map(each -> String.valueOf(each.step()))
              .collect(Collectors.joining(", "));
      ways.add(
          "add --restart-from %s:STEP (%s) to go on from that checkpoint with what is set now"
              .formatted(context.name(), steps));
    }
    ways.add("choose another output=…");
    text.append('\n').append(String.join("; ", ways)).append("; or move that directory away");
    return new IOException(text.toString());
  }

  /** Where what has another hash lies. */
  private String place(Stage stage, Difference difference) {
    Optional<?> place =
        switch (difference.input()) {
          case MODEL -> Optional.ofNullable(stage.models().get(difference.key()));
          case DATA ->
              stage.files().containsKey(difference.key())
                  ? Optional.of(stage.files().get(difference.key()))
                  : Optional.ofNullable(stage.sources().get(difference.key())).flatMap(this::place);
          case SETTING, SEED, MACHINE -> Optional.empty();
        };
    return place.map(each -> " (" + each + ")").orElse("");
  }

  private Optional<String> place(Source source) {
    try {
      List<String> places = new ArrayList<>();
      source.inputs(inputs.hub()).forEach(file -> places.add(file.toString()));
      source
          .all()
          .forEach(
              each -> {
                if (each instanceof StageSource of) {
                  places.add(of.stage());
                }
              });
      return places.stream()
          .findFirst()
          .map(first -> places.size() == 1 ? first : first + " and others");
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
