package io.didact.engine;

import io.didact.model.decoder.Attention;
import io.didact.model.decoder.DecoderConfig;
import io.didact.tensor.DType;
import io.didact.tensor.Device;
import io.didact.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attention of one new token a row over the blocks of the cache. Each block is one item of a batch,
 * in the place where it lies: a row's own with the row's queries, a prompt's with those of all rows
 * that share it, so that nothing is copied for a row. Each item gives a softmax over its columns
 * and that softmax's scale, of which a row's are put together: Σ_b exp(l_b − l) · o_b with l = log
 * Σ_b exp(l_b), which is attention over all of them.
 *
 * <p>The query heads that share a key head are rows of one product. Between calls the order of
 * dimensions is [item, query, kvHead, headDim], in which libtorch's kernel leaves its results.
 */
final class DecodeStep implements Attention {
  /** Hides a column. Finite, for a block may be hidden whole; nothing is left of exp(−10³⁰). */
  private static final double HIDDEN = -1e30;

  private final BlockPool own;
  private final BlockPool prompts;
  private final DecoderConfig config;
  private final DType maskType;
  private final int columns;
  private final int rows;
  private final Tensor written;
  private final Part ownPart;
  private final Part promptPart;
  private final Tensor items;
  private final Tensor itemMask;
  private final int itemsOfRow;

  /**
   * The blocks of one pool.
   *
   * @param sharing rows that share a block, at most
   * @param rows [blocks · sharing] whose queries go to a block
   * @param mask [blocks, 1, 1, tokens] columns that are not there (yet)
   * @param windowMask the same with those that lie before a layer's window [blocks, 1, 1 or
   *     queries, tokens]
   */
  private record Part(BlockPool pool, int sharing, Tensor rows, Tensor mask, Tensor windowMask) {}

  /**
   * @param rows those in flight, each with room for its next token
   * @param columns one more than the largest position
   */
  DecodeStep(BlockCache cache, List<Row> rows, int columns, DType dtype) {
    this.own = cache.own();
    this.prompts = cache.prompts();
    this.config = cache.config();
    this.maskType = dtype.bytes() < 4 ? DType.FLOAT32 : dtype;
    this.columns = columns;
    this.rows = rows.size();
    long[] positions = rows.stream().mapToLong(row -> row.sample().position()).toArray();
    this.written = written(rows);
    int sharing = 0;
    Map<SharedPrompt, int[]> places = new LinkedHashMap<>(); // rows of each prompt
    for (int row = 0; row < rows.size(); row++) {
      int[] before = places.getOrDefault(rows.get(row).prompt(), new int[0]);
      int[] with = Arrays.copyOf(before, before.length + 1);
      with[before.length] = row;
      places.put(rows.get(row).prompt(), with);
      sharing = Math.max(sharing, with.length);
    }
    this.ownPart = ownPart(rows);
    this.promptPart = promptPart(places, sharing, positions);
    int most = 0;
    for (Row row : rows) {
      most = Math.max(most, row.blocks().size() + row.prompt().blocks().size());
    }
    this.itemsOfRow = most;
    long[] table = new long[rows.size() * most];
    float[] absent = new float[rows.size() * most];
    places.forEach(
        (prompt, sharers) -> {
          for (int place = 0; place < sharers.length; place++) {
            int at = sharers[place] * itemsOfRow;
            int end = at + itemsOfRow;
            for (BlockPool.Block block : rows.get(sharers[place]).blocks()) {
              table[at++] = block.index();
            }
            for (BlockPool.Block block : prompt.blocks()) {
              table[at++] = own.used() + (long) block.index() * promptPart.sharing + place;
            }
            Arrays.fill(absent, at, end, (float) HIDDEN);
          }
        });
    this.items = Tensor.ofLongs(table, table.length);
    this.itemMask = Tensor.ofFloats(absent, rows.size(), most, 1).to(maskType);
  }

  private Tensor written(List<Row> rows) {
    int heads = config.kvHeads();
    long[] slots = new long[rows.size() * heads];
    for (int r = 0; r < rows.size(); r++) {
      int place = rows.get(r).held();
      long slot = own.slot(rows.get(r).blocks().get(place / own.tokens()), place % own.tokens());
      for (int head = 0; head < heads; head++) {
        slots[r * heads + head] = slot + (long) head * own.tokens();
      }
    }
    return Tensor.ofLongs(slots, slots.length);
  }

  private Part ownPart(List<Row> rows) {
    int blocks = own.used();
    long[] rowOf = new long[blocks];
    long[] last = new long[blocks];
    for (int r = 0; r < rows.size(); r++) {
      List<BlockPool.Block> ofRow = rows.get(r).blocks();
      for (int k = 0; k < ofRow.size(); k++) {
        int index = ofRow.get(k).index();
        rowOf[index] = r;
        last[index] = rows.get(r).held() - (long) k * own.tokens();
      }
    }
    Tensor mask = maskAfter(last, own.tokens());
    int window = config.window().narrowest();
    Tensor windowMask =
        window >= columns
            ? mask
            : hideBefore(mask, Arrays.stream(last).map(l -> l - window + 1).toArray());
    return new Part(
        own, 1, Tensor.ofLongs(rowOf, blocks), inFour(mask, blocks), inFour(windowMask, blocks));
  }

  private Part promptPart(Map<SharedPrompt, int[]> places, int sharing, long[] positions) {
    int blocks = prompts.used();
    long[] rowOf = new long[blocks * sharing]; // where there is no row, row 0: nobody takes it
    long[] last = new long[blocks];
    long[] first = new long[blocks * sharing];
    int window = config.window().narrowest();
    places.forEach(
        (prompt, sharers) -> {
          for (int k = 0; k < prompt.blocks().size(); k++) {
            int index = prompt.blocks().get(k).index();
            long start = (long) k * prompts.tokens();
            last[index] = prompt.held() - 1 - start;
            for (int place = 0; place < sharers.length; place++) {
              rowOf[index * sharing + place] = sharers[place];
              first[index * sharing + place] = positions[sharers[place]] - window + 1 - start;
            }
          }
        });
    Tensor mask = maskAfter(last, prompts.tokens());
    int grouped = config.heads() / config.kvHeads();
    Tensor windowMask = mask;
    if (window < columns) {
      windowMask =
          hideBefore(
                  mask.unsqueeze(1)
                      .expand(blocks, sharing, prompts.tokens())
                      .reshape(-1, prompts.tokens()),
                  first)
              .view(blocks, sharing, 1, prompts.tokens())
              .expand(blocks, sharing, grouped, prompts.tokens());
    }
    return new Part(
        prompts,
        sharing,
        Tensor.ofLongs(rowOf, rowOf.length),
        inFour(mask, blocks),
        inFour(windowMask, blocks));
  }

  /** [blocks, 1, queries, tokens]. */
  private Tensor inFour(Tensor mask, int blocks) {
    return mask.reshape(
        blocks, 1, mask.elements() / Math.max(1, (long) blocks * own.tokens()), own.tokens());
  }

  /** [n, tokens], hidden after the given column of each. */
  private Tensor maskAfter(long[] last, int tokens) {
    Tensor hidden =
        Tensor.arange(tokens).unsqueeze(0).greaterThan(Tensor.ofLongs(last, last.length, 1));
    return Tensor.zeros(maskType, last.length, tokens).maskedFill(hidden, HIDDEN);
  }

  private static Tensor hideBefore(Tensor mask, long[] first) {
    Tensor column = Tensor.arange(mask.size(1)).unsqueeze(0);
    return mask.maskedFill(column.lessThan(Tensor.ofLongs(first, first.length, 1)), HIDDEN);
  }

  @Override
  public Tensor attend(int layer, int window, Tensor q, Tensor k, Tensor v) {
    long heads = k.size(1);
    long width = k.size(2);
    long grouped = q.size(1) / heads;
    Tensor slots = own.slots();
    slots.select(0, 2L * layer).indexCopy_(0, written, k.reshape(-1, width));
    slots.select(0, 2L * layer + 1).indexCopy_(0, written, v.reshape(-1, width));
    Tensor queries = q.reshape(rows, heads, grouped, width).transpose(1, 2).contiguous();
    boolean narrow = window < columns;
    Tensor.Attended mine = over(ownPart, layer, queries, narrow);
    Tensor values = mine.values();
    Tensor scales = mine.logSumExp();
    if (prompts.used() > 0) {
      Tensor.Attended shared = over(promptPart, layer, queries, narrow);
      values = Tensor.cat(List.of(values, shared.values()), 0);
      scales = Tensor.cat(List.of(scales, shared.logSumExp()), 0);
    }
    Tensor weights =
        scales
            .indexSelect(0, items)
            .view(rows, itemsOfRow, grouped * heads)
            .add_(itemMask)
            .softmax(1);
    Tensor together =
        values
            .indexSelect(0, items)
            .view(rows, itemsOfRow, grouped * heads, width)
            .mul_(weights.unsqueeze(3))
            .sum(1);
    return together
        .view(rows, grouped, heads, width)
        .transpose(1, 2)
        .reshape(rows, q.size(1) * width);
  }

  /**
   * @param queries [rows, grouped, kvHeads, headDim]
   * @return values [blocks · sharing, grouped · kvHeads · headDim] and scales [blocks · sharing,
   *     grouped · kvHeads]
   */
  private Tensor.Attended over(Part part, int layer, Tensor queries, boolean narrow) {
    long blocks = part.pool.used();
    long grouped = queries.size(1);
    long heads = queries.size(2);
    long width = queries.size(3);
    Tensor chosen =
        queries
            .indexSelect(0, part.rows)
            .view(blocks, part.sharing * grouped, heads, width)
            .transpose(1, 2);
    Tensor keys = part.pool.keys(layer);
    Tensor values = part.pool.values(layer);
    Tensor mask = narrow ? part.windowMask : part.mask;
    Tensor.Attended attended =
        hasKernel(queries.dtype())
            ? Tensor.attentionOverPart(chosen, keys, values, mask)
            : byProducts(chosen, keys, values, mask);
    long items = blocks * part.sharing;
    return new Tensor.Attended(
        attended.values().transpose(1, 2).reshape(items, grouped * heads * width),
        attended.logSumExp().transpose(1, 2).reshape(items, grouped * heads));
  }

  /**
   * libtorch's kernel is the CPU's alone, and four to ten times slower than products in 16 bits.
   */
  private static boolean hasKernel(DType dtype) {
    return Device.current() == Device.CPU && dtype.bytes() >= 4;
  }

  /** What {@link Tensor#attentionOverPart} gives, with scores in the mask's type. */
  static Tensor.Attended byProducts(Tensor queries, Tensor keys, Tensor values, Tensor mask) {
    Tensor scores =
        queries
            .matmul(keys.transpose(2, 3))
            .to(mask.dtype())
            .mul_(1 / Math.sqrt(queries.size(3)))
            .add_(mask);
    Tensor scale = scores.logSumExp(-1);
    Tensor weights = scores.sub_(scale.unsqueeze(3)).exp_().to(queries.dtype());
    return new Tensor.Attended(weights.matmul(values), scale);
  }
}
