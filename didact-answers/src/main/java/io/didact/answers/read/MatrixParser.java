package io.didact.answers.read;

import io.didact.answers.compute.Matrices;
import io.didact.answers.compute.Node;
import io.didact.answers.compute.UnreadableException;
import io.didact.answers.read.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads matrices and the like between {@code \begin} and {@code \end}. */
final class MatrixParser {
  private static final Set<String> MATRICES =
      Set.of("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array", "psmallmatrix");

  private final Cursor cursor;
  private final Parser parser;

  MatrixParser(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
  }

  /** Reads behind {@code \begin{name}}. */
  Node matrix(String name) {
    List<List<Node>> rows = rows();
    if (MATRICES.contains(name)) {
      return new Node.Matrix(rows);
    }
    if (name.equals("vmatrix")) {
      return Matrices.determinant(rows);
    }
    if (name.equals("cases") && rows.get(0).size() > 1) {
      throw new UnreadableException("a definition by cases");
    }
    List<Node> lines = Matrices.entries(rows);
    if (!name.equals("cases") && !name.startsWith("align") && !name.startsWith("gather")) {
      throw new UnreadableException("\\begin{" + name + "}");
    }
    return lines.size() == 1 ? lines.get(0) : new Node.Several(lines, Node.Connector.AND);
  }

  private List<List<Node>> rows() {
    cursor.enter();
    int bars = cursor.openBars;
    cursor.openBars = 0;
    List<List<Node>> rows = new ArrayList<>();
    List<Node> row = new ArrayList<>();
    while (cursor.peek().kind() != Kind.END) {
      row.add(parser.item());
      if (cursor.skip("&")) {
        continue;
      }
      rows.add(row);
      row = new ArrayList<>();
      if (!cursor.skip("\\\\") && cursor.peek().kind() != Kind.END) {
        throw new UnreadableException("a matrix that is not closed");
      }
    }
    cursor.next();
    cursor.openBars = bars;
    cursor.leave();
    if (rows.isEmpty() || rows.stream().anyMatch(r -> r.size() != rows.get(0).size())) {
      throw new UnreadableException("a matrix whose rows differ in length");
    }
    return rows;
  }
}
