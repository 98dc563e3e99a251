package io.didact.recipe.stage;

import io.didact.config.Rules;
import io.didact.data.Dataset;
import io.didact.data.synthetic.DocumentKind;
import io.didact.data.synthetic.Documents;
import io.didact.data.synthetic.Mix;
import io.didact.data.synthetic.Style;
import java.util.List;
import java.util.Map;

/**
 * Endless pretraining documents in the small format's text form.
 *
 * @param kinds weights of what they are about
 * @param styles weights of how tasks in them are explained
 * @param teacherShare part of the tasks in the teacher's view
 */
public record DocumentsSource(
    Map<DocumentKind, Double> kinds, Map<Style, Double> styles, double teacherShare, long seed)
    implements Source {
  public DocumentsSource {
    new Rules().valid(() -> documents(kinds, styles, teacherShare, seed)).done();
  }

  static DocumentsSource defaults(Map<DocumentKind, Double> kinds, Map<Style, Double> styles) {
    return new DocumentsSource(kinds, styles, 0.5, 1);
  }

  @Override
  public <T> Dataset<T> read(SourceContext context, RowKind<T> kind) {
    return Dataset.of(List.of());
  }

  @Override
  public boolean hasDocuments() {
    return true;
  }

  Documents documents() {
    return documents(kinds, styles, teacherShare, seed);
  }

  private static Documents documents(
      Map<DocumentKind, Double> kinds, Map<Style, Double> styles, double teacherShare, long seed) {
    return new Documents(new Mix<>(kinds), new Mix<>(styles), teacherShare, seed);
  }
}
