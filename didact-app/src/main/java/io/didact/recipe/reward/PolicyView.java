package io.didact.recipe.reward;

import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.data.TeacherFormat;
import io.didact.data.View;
import io.didact.model.checkpoint.Checkpoint;
import io.didact.recipe.model.ModelInfo;
import java.io.IOException;

/** What the policy that samples is shown of a problem. */
public enum PolicyView {
  /** Question and solution; it writes the explanation. */
  TEACHER {
    @Override
    public View of(TagFormat joined, ModelInfo model) {
      return new TeacherFormat(joined, model.tokenizer());
    }
  },
  /** The question; it writes thought and solution. */
  STUDENT {
    @Override
    public View of(TagFormat joined, ModelInfo model) {
      return new StudentFormat(joined, model.tokenizer());
    }

    /** It learns to end its turns as the format does. */
    @Override
    public Checkpoint saved(ModelInfo model, TagFormat joined) throws IOException {
      return model.ending(joined);
    }
  };

  public abstract View of(TagFormat joined, ModelInfo model);

  /** What is to be saved of a model that was trained in this view. */
  public Checkpoint saved(ModelInfo model, TagFormat joined) throws IOException {
    return model.checkpoint();
  }
}
