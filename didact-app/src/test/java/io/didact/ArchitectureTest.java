package io.didact;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The rooms and arrows of docs/architecture.md. A package may import itself, Java, libraries, and
 * of Didact only what stands after it here; Maven keeps the modules apart already.
 */
class ArchitectureTest {
  private static final JavaClasses DIDACT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.didact");

  /** package → the packages of Didact it may import. */
  private static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

  static {
    ARROWS.put("natives", List.of());
    ARROWS.put("answers", List.of());
    ARROWS.put("answers.compute", List.of());
    ARROWS.put("answers.read", List.of("answers.compute"));
    ARROWS.put("answers.compare", List.of("answers.compute", "answers.read"));
    ARROWS.put("jinja", List.of());
    ARROWS.put("text", List.of("jinja", "natives"));
    ARROWS.put("config", List.of("text"));
    ARROWS.put("data", List.of("config", "jinja", "natives", "text"));
    ARROWS.put("tensor", List.of("natives"));
    ARROWS.put("model.decoder", List.of("config", "jinja", "tensor", "text"));
    ARROWS.put("model.checkpoint", List.of("config", "jinja", "model.decoder", "tensor", "text"));
    ARROWS.put("model.gguf", List.of("model.checkpoint", "model.decoder", "tensor", "text"));
    ARROWS.put("engine", List.of("config", "model", "tensor", "text"));
    ARROWS.put("run", List.of("data"));
    ARROWS.put("algorithm", List.of("config", "data", "text", "tensor"));
    ARROWS.put("eval", below("algorithm", "answers"));
    ARROWS.put("rollout", below("algorithm"));
    ARROWS.put("train", below("algorithm", "rollout"));
    ARROWS.put("distill", below("algorithm", "rollout"));
    ARROWS.put("bench", below("algorithm", "rollout", "train"));
    ARROWS.put("report", List.of());
    ARROWS.put("hub", List.of());
    ARROWS.put("http", List.of("config"));
    ARROWS.put("chat", List.of("http"));
    List<String> all =
        below("algorithm", "answers", "rollout", "train", "distill", "eval", "report", "hub");
    ARROWS.put("recipe.model", all);
    ARROWS.put("recipe.reward", with(all, "recipe.model"));
    ARROWS.put("recipe.engine", with(all, "http", "recipe.model"));
    ARROWS.put("recipe.evaluation", all);
    ARROWS.put("recipe.inspection", all);
    ARROWS.put("recipe.claim", with(all, "recipe.evaluation"));
    ARROWS.put(
        "recipe.stage",
        with(
            all,
            "chat",
            "http",
            "recipe.engine",
            "recipe.model",
            "recipe.reward",
            "recipe.evaluation"));
    ARROWS.put("recipe.plan", with(all, "recipe.model", "recipe.reward", "recipe.stage"));
    ARROWS.put("recipe", with(all, "chat", "http"));
    ARROWS.put("web", with(all, "recipe"));
  }

  /** What every package of didact-rlt may import besides. */
  private static List<String> below(String... more) {
    List<String> allowed =
        new ArrayList<>(
            List.of("config", "data", "jinja", "text", "engine", "model", "tensor", "run"));
    allowed.addAll(List.of(more));
    return allowed;
  }

  private static List<String> with(List<String> allowed, String... more) {
    List<String> both = new ArrayList<>(allowed);
    both.addAll(List.of(more));
    return both;
  }

  private static String packageOf(String name) {
    return "io.didact." + name + "..";
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(DIDACT);
  }

  @Test
  void seesTheClasses() {
    assertThat(DIDACT.contain("io.didact.config.ConfigReader")).isTrue();
    assertThat(DIDACT.contain("io.didact.text.TokenIds")).isTrue();
  }

  @Test
  void arrows() {
    ARROWS.forEach(
        (name, targets) -> {
          DescribedPredicate<JavaClass> allowed =
              resideOutsideOfPackage("io.didact..").or(resideInAPackage(packageOf(name)));
          for (String target : targets) {
            allowed = allowed.or(resideInAPackage(packageOf(target)));
          }
          check(name, allowed.as("are Didact's %s, or no part of Didact", targets));
        });
  }

  private static void check(String name, DescribedPredicate<JavaClass> allowed) {
    check(
        classes()
            .that()
            .resideInAPackage(packageOf(name))
            .should()
            .onlyDependOnClassesThat(allowed));
  }

  @Test
  void onlyTensorImportsLibtorch() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.didact.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco.."));
  }

  /**
   * Whatever calls libtorch may be the first, and then JavaCPP would load it in its own way. The
   * other classes of the package begin with a tensor or a scope, or call it where they need it.
   */
  @Test
  void whatCallsLibtorchLoadsItBefore() {
    for (String name :
        List.of("Tensor", "TensorScope", "Workers", "Gradients", "RandomNumbers", "Operator")) {
      assertThat(DIDACT.get("io.didact.tensor." + name).getStaticInitializer())
          .as(name)
          .hasValueSatisfying(
              begin ->
                  assertThat(begin.getMethodCallsFromSelf())
                      .anyMatch(
                          call -> call.getTarget().getFullName().endsWith("Libtorch.load()")));
    }
  }

  @Test
  void onlyTheCommandLineKnowsItsLibraries() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.didact.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli.."));
  }

  /** The licence of JMH suits a tool, not a part (docs/decisions/0014-jmh.md). */
  @Test
  void jmhIsNotShipped() {
    assertThatThrownBy(() -> Class.forName("org.openjdk.jmh.annotations.Benchmark"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void onlyDataImportsDuckDb() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.didact.data..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.duckdb..", "java.sql.."));
  }

  @Test
  void noCycles() {
    check(slices().matching("io.didact.(*)..").should().beFreeOfCycles());
  }
}
