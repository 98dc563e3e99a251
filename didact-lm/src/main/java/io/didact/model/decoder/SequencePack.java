package io.didact.model.decoder;

import io.didact.tensor.DType;
import io.didact.tensor.Tensor;
import io.didact.text.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several sequences laid end to end without padding. What sequences share at their beginning is
 * there once: the rows are those of all roots (shared prefixes, and sequences that share nothing),
 * longest first, and then what the members of each prefix have of their own. Stretches of equal
 * length are neighbours and attend in one call.
 */
public final class SequencePack {
  private final List<TokenIds> sequences;
  private final List<Root> roots;
  private final List<Run> rootRuns = new ArrayList<>();
  private final List<OwnRun> ownRuns = new ArrayList<>();
  private final int[] shared;
  private final int[] sharedStarts;
  private final int[] ownStarts;
  private final int rootTokens;
  private final int tokens;

  /** A stretch that sees itself only: a shared prefix, or a sequence that shares nothing. */
  private record Root(SharedPrefix prefix, int length) {}

  /** Neighbours of equal length. */
  private record Run(int count, int length) {
    int tokens() {
      return count * length;
    }
  }

  /** Neighbours of equal length that continue the same root. */
  private record OwnRun(int root, Run run) {}

  private SequencePack(List<TokenIds> sequences, List<SharedPrefix> prefixes) {
    this.sequences = List.copyOf(sequences);
    this.shared = new int[sequences.size()];
    this.sharedStarts = new int[sequences.size()];
    this.ownStarts = new int[sequences.size()];
    this.roots =
        prefixes.stream()
            .map(prefix -> new Root(prefix, rootLength(prefix)))
            .sorted(Comparator.comparingInt(root -> -root.length))
            .toList();
    int at = 0;
    for (Root root : roots) {
      for (int member : root.prefix.members()) {
        shared[member] = root.length;
        sharedStarts[member] = at;
      }
      extend(rootRuns, root.length);
      at += root.length;
    }
    rootTokens = at;
    for (int r = 0; r < roots.size(); r++) {
      List<Run> runs = new ArrayList<>();
      for (int member : roots.get(r).prefix.members()) {
        int own = sequences.get(member).size() - shared[member];
        ownStarts[member] = at;
        if (own > 0) {
          extend(runs, own);
        }
        at += own;
      }
      for (Run run : runs) {
        ownRuns.add(new OwnRun(r, run));
      }
    }
    tokens = at;
  }

  private int rootLength(SharedPrefix prefix) {
    return prefix.length() == 0 ? sequences.get(prefix.members().get(0)).size() : prefix.length();
  }

  private static void extend(List<Run> runs, int length) {
    int last = runs.size() - 1;
    if (last >= 0 && runs.get(last).length == length) {
      runs.set(last, new Run(runs.get(last).count + 1, length));
    } else {
      runs.add(new Run(1, length));
    }
  }

  /**
   * A pack in which every sequence is whole.
   *
   * @param sequences at least one, none empty
   */
  public static SequencePack of(List<TokenIds> sequences) {
    requireSome(sequences);
    return new SequencePack(
        sequences,
        IntStream.range(0, sequences.size())
            .mapToObj(i -> new SharedPrefix(0, List.of(i)))
            .toList());
  }

  /**
   * A pack in which beginnings that sequences share are there once. Hidden states are those of
   * whole sequences up to rounding, and so are gradients.
   *
   * @param sequences at least one, none empty
   */
  public static SequencePack sharing(List<TokenIds> sequences) {
    requireSome(sequences);
    return new SequencePack(sequences, SharedPrefix.among(sequences));
  }

  private static void requireSome(List<TokenIds> sequences) {
    if (sequences.isEmpty() || sequences.stream().anyMatch(TokenIds::isEmpty)) {
      throw new IllegalArgumentException("a pack needs sequences, none of them empty");
    }
  }

  /** Rows in all. */
  public int tokens() {
    return tokens;
  }

  /** Row of a token of a sequence. */
  public int row(int sequence, int position) {
    return position < shared[sequence]
        ? sharedStarts[sequence] + position
        : ownStarts[sequence] + position - shared[sequence];
  }

  /** Hidden states of all rows [tokens, d], for inference. */
  public Tensor hidden(Decoder decoder) {
    return hidden(decoder, attention(decoder));
  }

  /**
   * Hidden states of all rows [tokens, d], for inference.
   *
   * @param attention {@link #attention}, or what stands around it to see what each layer attends to
   */
  public Tensor hidden(Decoder decoder, Attention attention) {
    Rows rows = rows();
    return decoder.hidden(rows.ids, rows.positions, rows.end, attention);
  }

  /** A forward pass over all rows for training. */
  public DecoderPass pass(Decoder decoder, DecoderPass.Activations activations) {
    if (decoder.dropout() != null) {
      decoder.dropout().begin(prefixes());
    }
    Rows rows = rows();
    return new DecoderPass(
        decoder, rows.ids, rows.positions, rows.end, attention(decoder), activations);
  }

  /**
   * A number for each row [tokens], made of the ids of its sequence up to it: the same for a
   * sequence in whatever pack, and for a beginning that is shared.
   */
  private long[] prefixes() {
    long[] prefixes = new long[tokens];
    for (int s = 0; s < sequences.size(); s++) {
      long prefix = 0;
      for (int k = 0; k < sequences.get(s).size(); k++) {
        prefix = Dropout.mixed(prefix + sequences.get(s).get(k) + 1);
        prefixes[row(s, k)] = prefix;
      }
    }
    return prefixes;
  }

  /** What a decoder reads. */
  private record Rows(Tensor ids, Tensor positions, int end) {}

  private Rows rows() {
    long[] ids = new long[tokens];
    long[] positions = new long[tokens];
    int longest = 0;
    for (int s = 0; s < sequences.size(); s++) {
      TokenIds sequence = sequences.get(s);
      longest = Math.max(longest, sequence.size());
      for (int k = 0; k < sequence.size(); k++) {
        ids[row(s, k)] = sequence.get(k);
        positions[row(s, k)] = k;
      }
    }
    return new Rows(Tensor.ofLongs(ids, tokens), Tensor.ofLongs(positions, tokens), longest);
  }

  /** How the rows of this pack see one another. Its masks belong to the scope it is made in. */
  public Attention attention(Decoder decoder) {
    CausalAttention full = causal(AttentionWindow.UNLIMITED, decoder.dtype());
    int narrowest = decoder.config().window().narrowest();
    CausalAttention windowed =
        narrowest == AttentionWindow.UNLIMITED ? full : causal(narrowest, decoder.dtype());
    return (layer, window, q, k, v) ->
        attend(window == AttentionWindow.UNLIMITED ? full : windowed, q, k, v);
  }

  private CausalAttention causal(int window, DType dtype) {
    int rows = 0;
    int before = 0;
    for (Run run : rootRuns) {
      if (CausalAttention.isMasked(run.length, run.length, window, dtype)) {
        rows = Math.max(rows, Math.min(CausalAttention.BLOCK, run.length));
        before = Math.max(before, run.length);
      }
    }
    for (OwnRun own : ownRuns) {
      rows = Math.max(rows, Math.min(CausalAttention.BLOCK, own.run.length));
      before = Math.max(before, roots.get(own.root).length + own.run.length);
    }
    @Nullable CausalBand band = rows == 0 ? null : CausalBand.of(rows, before, window, dtype);
    return new CausalAttention(band, window);
  }

  private Tensor attend(CausalAttention causal, Tensor q, Tensor k, Tensor v) {
    Parts queries = Parts.of(q, this);
    Parts keys = Parts.of(k, this);
    Parts values = Parts.of(v, this);
    List<Tensor> out = new ArrayList<>();
    for (int i = 0; i < rootRuns.size(); i++) {
      out.add(
          causal.attend(
              rootRuns.get(i).count, queries.rootRuns[i], keys.rootRuns[i], values.rootRuns[i]));
    }
    if (!ownRuns.isEmpty()) {
      Tensor[] rootKeys = keys.roots(this);
      Tensor[] rootValues = values.roots(this);
      for (int i = 0; i < ownRuns.size(); i++) {
        int count = ownRuns.get(i).run.count;
        int root = ownRuns.get(i).root;
        out.add(
            causal.attend(
                count,
                queries.own[i],
                continued(rootKeys[root], keys.own[i], count),
                continued(rootValues[root], values.own[i], count)));
      }
    }
    return Tensor.cat(out, 0);
  }

  /** The root before each of {@code count} stretches [count · (root + own), kvHeads, dh]. */
  private static Tensor continued(Tensor root, Tensor own, int count) {
    long heads = own.size(1);
    long width = own.size(2);
    if (count == 1) {
      return Tensor.cat(List.of(root, own), 0);
    }
    Tensor roots = root.unsqueeze(0).expand(count, root.size(0), heads, width);
    Tensor all = Tensor.cat(List.of(roots, own.view(count, -1, heads, width)), 1);
    return all.view(-1, heads, width);
  }

  /** Rows by stretch; splitting twice keeps the gradient two concatenations. */
  private record Parts(Tensor root, Tensor[] rootRuns, Tensor[] own) {
    static Parts of(Tensor rows, SequencePack pack) {
      long[] runs = pack.rootRuns.stream().mapToLong(Run::tokens).toArray();
      if (pack.ownRuns.isEmpty()) {
        return new Parts(rows, rows.split(runs, 0), new Tensor[0]);
      }
      long[] sizes =
          IntStream.concat(
                  IntStream.of(pack.rootTokens),
                  pack.ownRuns.stream().mapToInt(own -> own.run.tokens()))
              .asLongStream()
              .toArray();
      Tensor[] all = rows.split(sizes, 0);
      return new Parts(all[0], all[0].split(runs, 0), Arrays.copyOfRange(all, 1, all.length));
    }

    Tensor[] roots(SequencePack pack) {
      return root.split(pack.roots.stream().mapToLong(Root::length).toArray(), 0);
    }
  }
}
