package io.didact.answers.compute;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Arithmetic of matrices whose entries are expressions. */
public final class Matrices {
  private static final int LARGEST_DETERMINANT = 5;
  private static final int LARGEST_EXPONENT = 20;
  private static final Node TRANSPOSED = new Node.Name("T");

  private final Budget budget;

  public Matrices(Budget budget) {
    this.budget = budget;
  }

  /** The matrix that an expression is, or null if it is none. */
  public @Nullable List<List<Node>> of(Node node) {
    if (node instanceof Node.Matrix matrix) {
      return matrix.rows();
    } else if (node instanceof Node.Negative negative) {
      return scaled(Node.Num.of(-1), of(negative.operand()));
    } else if (node instanceof Node.Sum sum) {
      return sum(sum.terms());
    } else if (node instanceof Node.Product product) {
      return product(product.factors());
    } else if (node instanceof Node.Quotient quotient) {
      Node inverse = new Node.Quotient(Node.Num.of(1), quotient.divisor());
      return scaled(inverse, of(quotient.dividend()));
    } else if (node instanceof Node.Power power && power.exponent().equals(TRANSPOSED)) {
      return transposed(
          power.base() instanceof Node.Tuple tuple ? List.of(tuple.items()) : of(power.base()));
    } else if (node instanceof Node.Power power && of(power.base()) != null) {
      Rational exponent = Rationals.of(power.exponent(), budget);
      if (exponent != null
          && exponent.isInteger()
          && exponent.signum() > 0
          && exponent.compareTo(Rational.of(LARGEST_EXPONENT)) <= 0) {
        int times = exponent.numerator().intValueExact();
        return product(Collections.nCopies(times, power.base()));
      }
      throw new UnreadableException("a power of a matrix");
    }
    return null;
  }

  private static @Nullable List<List<Node>> transposed(@Nullable List<List<Node>> matrix) {
    return matrix == null
        ? null
        : IntStream.range(0, matrix.get(0).size())
            .mapToObj(column -> matrix.stream().map(row -> row.get(column)).toList())
            .toList();
  }

  private @Nullable List<List<Node>> scaled(Node factor, @Nullable List<List<Node>> matrix) {
    if (matrix == null) {
      return null;
    }
    List<List<Node>> rows = new ArrayList<>();
    for (List<Node> row : matrix) {
      budget.spend(row.size());
      rows.add(row.stream().map(entry -> (Node) new Node.Product(List.of(factor, entry))).toList());
    }
    return rows;
  }

  private @Nullable List<List<Node>> sum(List<Node> terms) {
    List<List<Node>> sum = null;
    for (Node term : terms) {
      List<List<Node>> matrix = of(term);
      if (matrix == null) {
        return null;
      }
      sum = sum == null ? matrix : added(sum, matrix);
    }
    return sum;
  }

  private List<List<Node>> added(List<List<Node>> a, List<List<Node>> b) {
    if (a.size() != b.size() || a.get(0).size() != b.get(0).size()) {
      throw new UnreadableException("a sum of matrices of different shapes");
    }
    List<List<Node>> rows = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      List<Node> row = new ArrayList<>();
      for (int j = 0; j < a.get(i).size(); j++) {
        budget.spend(1);
        row.add(new Node.Sum(List.of(a.get(i).get(j), b.get(i).get(j))));
      }
      rows.add(row);
    }
    return rows;
  }

  private @Nullable List<List<Node>> product(List<Node> factors) {
    List<List<Node>> product = null;
    List<Node> scalars = new ArrayList<>();
    for (Node factor : factors) {
      List<List<Node>> matrix = of(factor);
      if (matrix == null) {
        scalars.add(factor);
      } else {
        product = product == null ? matrix : multiplied(product, matrix);
      }
    }
    if (product == null || scalars.isEmpty()) {
      return product;
    }
    return scaled(scalars.size() == 1 ? scalars.get(0) : new Node.Product(scalars), product);
  }

  private List<List<Node>> multiplied(List<List<Node>> a, List<List<Node>> b) {
    if (a.get(0).size() != b.size()) {
      throw new UnreadableException("a product of matrices whose shapes do not fit");
    }
    List<List<Node>> rows = new ArrayList<>();
    for (List<Node> left : a) {
      List<Node> row = new ArrayList<>();
      for (int j = 0; j < b.get(0).size(); j++) {
        List<Node> terms = new ArrayList<>();
        for (int k = 0; k < left.size(); k++) {
          budget.spend(2);
          terms.add(new Node.Product(List.of(left.get(k), b.get(k).get(j))));
        }
        row.add(new Node.Sum(terms));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The entries of a matrix, row by row. */
  public static List<Node> entries(List<List<Node>> rows) {
    return rows.stream().flatMap(List::stream).toList();
  }

  /** The determinant, by its first row. */
  public static Node determinant(List<List<Node>> rows) {
    if (rows.size() != rows.get(0).size() || rows.size() > LARGEST_DETERMINANT) {
      throw new UnreadableException("a determinant that is not small and square");
    }
    if (rows.size() == 1) {
      return rows.get(0).get(0);
    }
    List<Node> terms = new ArrayList<>();
    for (int j = 0; j < rows.size(); j++) {
      Node minor = determinant(minor(rows, j));
      Node term = new Node.Product(List.of(rows.get(0).get(j), minor));
      terms.add(j % 2 == 0 ? term : new Node.Negative(term));
    }
    return new Node.Sum(terms);
  }

  private static List<List<Node>> minor(List<List<Node>> rows, int column) {
    return rows.stream()
        .skip(1)
        .map(row -> IntStream.range(0, row.size()).filter(j -> j != column).mapToObj(row::get))
        .map(Stream::toList)
        .toList();
  }
}
