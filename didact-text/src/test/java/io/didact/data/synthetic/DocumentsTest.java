package io.didact.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.didact.data.Seeds;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Pattern STUDENT =
      Pattern.compile("<S>([^<]+)<t>([^<]+)</t><s>([^<]+)</s><end>");
  private static final Pattern TEACHER = Pattern.compile("<T>([^<]+)<s>([^<]+)</s><e>([^<]+)</e>");

  @Test
  void factsAreTrue() {
    documents(DocumentKind.FACTS)
        .forEach(
            text -> {
              assertThat(text).matches("([0-9][-+*][0-9]=[0-9],){7}[0-9][-+*][0-9]=[0-9]\\.<end>");
              assertThat(Reader.wrongEquations(text)).as(text).isEmpty();
            });
  }

  @Test
  void lookupsAreTrue() {
    documents(DocumentKind.LOOKUPS)
        .forEach(
            text -> {
              String[] lookups = text.replace(".<end>", "").split(",(?=[0-9],)");
              assertThat(lookups).hasSize(6);
              for (String lookup : lookups) {
                // 0+r puts the lookup in the form of a try: letter, pair, result.
                String attempt = "step a0+" + lookup.charAt(0) + "=" + lookup + ".";
                assertThat(Reader.search(attempt).wrong()).as(text).isEmpty();
              }
            });
  }

  @Test
  void sumsAreTrue() {
    documents(DocumentKind.SUMS)
        .forEach(
            text -> {
              assertThat(text).startsWith("sum ").endsWith(".<end>");
              String[] sums = text.substring("sum ".length(), text.indexOf('.')).split(",");
              assertThat(sums).hasSize(6).allSatisfy(WholeReader::value);
            });
  }

  /**
   * What a model reads of them is that such an explanation may begin, and nothing of what it says.
   */
  @Test
  void openingsEndBeforeTheFirstStep() {
    documents(DocumentKind.OPENINGS)
        .forEach(
            text ->
                assertThat(text)
                    .matches(
                        "(<S>\\d([a-f][-+*]\\d){4,5}<t>|<T>\\d([a-f][-+*]\\d){4,5}<s>\\d</s><e>)step "));
  }

  /** Each letter has its pair and the number that is left, in the search's way, of train only. */
  @Test
  void pairsAreThoseOfTheSearch() {
    String three = "(\\d+),(\\d+),(\\d+)";
    Pattern pairs =
        Pattern.compile(
            three
                + ":a\\1\\+\\2 \\3,b\\1\\+\\3 \\2,c\\2\\+\\3 \\1(,d\\1\\*\\2 \\3)?"
                + "(,e\\1\\*\\3 \\2)?(,f\\2\\*\\3 \\1)?\\.<end>");
    for (String text : documents(DocumentKind.PAIRS)) {
      Matcher matcher = pairs.matcher(text);
      assertThat(matcher.matches()).as(text).isTrue();
      int sum = 0;
      for (int group = 1; group <= 3; group++) {
        sum += Integer.parseInt(matcher.group(group));
      }
      String numbers = text.substring(0, text.indexOf(':'));
      assertThat(Split.of(WholeCountdown.parse(numbers + ">" + sum))).isEqualTo(Split.TRAIN);
    }
  }

  /** The embedded models are reproducible to the byte: what they learned from does not change. */
  @Test
  void documentsOfTheBaseModelStay() {
    Documents documents = new Documents(Mixes.documents(), Mixes.skill(), 0.5, 1);
    assertThat(Seeds.of(String.join("\n", documents.first(2000).toList())))
        .isEqualTo(5423043668694008977L);
  }

  @Test
  void copiesHoldTheSameOperations() {
    documents(DocumentKind.COPIES)
        .forEach(
            text -> {
              String[] halves = text.replace(".<end>", "").split(":");
              List<String> listed = List.of(halves[1].split(","));
              assertThat(halves[0].split("(?<=[0-9])")).containsExactlyInAnyOrderElementsOf(listed);
              assertThat(listed).hasSizeBetween(3, 6);
            });
  }

  /** A good explanation in either view is true, and ends with the solution of its question. */
  @Test
  void tasksAreExplainedRightly() {
    for (DocumentKind kind :
        List.of(DocumentKind.CHAIN, DocumentKind.COUNTDOWN, DocumentKind.WHOLE_COUNTDOWN)) {
      Domain domain = Domain.valueOf(kind.name());
      for (String text : documents(kind)) {
        Matcher student = STUDENT.matcher(text);
        Matcher teacher = TEACHER.matcher(text);
        boolean isStudent = student.matches();
        assertThat(isStudent || teacher.matches()).as(text).isTrue();
        Matcher view = isStudent ? student : teacher;
        Task task = domain.parse(view.group(1));
        assertThat(task.correct(isStudent ? view.group(3) : view.group(2))).as(text).isTrue();
        assertThat(Split.of(task)).isEqualTo(Split.TRAIN);
        String thought = isStudent ? view.group(2) : view.group(3);
        if (domain == Domain.CHAIN) {
          assertThat(Reader.wrongEquations(thought)).as(text).isEmpty();
        } else if (thought.startsWith("step") || thought.startsWith("fast")) {
          assertThat(
                  domain == Domain.COUNTDOWN
                      ? Reader.search(thought).wrong()
                      : WholeReader.search(thought).misjudged())
              .as(text)
              .isEmpty();
        }
      }
    }
  }

  /** What a student that slipped writes is what its own steps come to. */
  @Test
  void aSlippedStudentDrawsItsOwnConclusion() {
    Documents slips = new Documents(Mix.only(DocumentKind.CHAIN), Mix.only(Style.SLIP), 0, 1);
    slips
        .first(500)
        .forEach(
            text -> {
              Matcher student = STUDENT.matcher(text);
              assertThat(student.matches()).isTrue();
              Chain chain = Chain.parse(student.group(1));
              assertThat(student.group(3))
                  .isNotNull()
                  .isEqualTo(Reader.chainSteps(chain, student.group(2)).conclusion());
            });
  }

  @Test
  void kindsAndViewsHaveTheirShares() {
    Mix<DocumentKind> kinds =
        new Mix<>(
            Map.of(DocumentKind.FACTS, 1.0, DocumentKind.CHAIN, 2.0, DocumentKind.COUNTDOWN, 1.0));
    List<String> texts = new Documents(kinds, Mixes.skill(), 0.5, 3).first(8000).toList();
    assertThat(share(texts, "[0-9].*")).isCloseTo(0.25, within(0.02));
    assertThat(share(texts, "<T>.*")).isCloseTo(0.375, within(0.02));
    assertThat(share(texts, "<[ST]>[0-9],.*")).isCloseTo(0.25, within(0.02));
    assertThat(share(texts, ".*<[te]>step .*"))
        .as("46 % of three quarters")
        .isCloseTo(0.345, within(0.02));
  }

  @Test
  void aDocumentDependsOnSeedAndIndexOnly() {
    Documents documents = new Documents(everything(), Mixes.base(), 0.5, 7);
    List<String> inOrder = documents.first(50).toList();
    assertThat(documents.document(49)).isEqualTo(inOrder.get(49));
    assertThat(documents.document(3)).isEqualTo(inOrder.get(3));
    assertThat(new Documents(everything(), Mixes.base(), 0.5, 8).first(50).toList())
        .isNotEqualTo(inOrder);
    assertThat(inOrder).doesNotHaveDuplicates();
  }

  @Test
  void refusesOtherShares() {
    assertThatThrownBy(() -> new Documents(everything(), Mixes.base(), 1.5, 7))
        .hasMessage("teacherShare must be in [0, 1], was 1.5");
  }

  private static List<String> documents(DocumentKind kind) {
    return new Documents(Mix.only(kind), Mixes.skill(), 0.5, 1).first(2000).toList();
  }

  private static Mix<DocumentKind> everything() {
    return new Mix<>(
        Map.of(
            DocumentKind.FACTS, 1.0,
            DocumentKind.LOOKUPS, 1.0,
            DocumentKind.COPIES, 1.0,
            DocumentKind.CHAIN, 2.0,
            DocumentKind.COUNTDOWN, 2.0));
  }

  private static double share(List<String> texts, String pattern) {
    return texts.stream().filter(text -> text.matches(pattern)).count() / (double) texts.size();
  }
}
