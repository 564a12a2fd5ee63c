using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>What a Sentence Transformers folder says about the use of its encoder.</summary>
internal static class SentenceTransformers
{
    /// <summary>How token vectors are pooled; <see langword="null"/> if the folder does not say.</summary>
    /// <exception cref="LocalModelException">In a way that is not supported.</exception>
    public static EncoderPooling? Pooling(string folder)
    {
        if (JsonFile.ReadIfPresent(Path.Combine(folder, "1_Pooling", "config.json")) is not { } config)
            return null;
        if (config.Flag("pooling_mode_mean_tokens") is true)
            return EncoderPooling.Mean;
        return config.Flag("pooling_mode_cls_token") is true
            ? EncoderPooling.FirstToken
            : throw new LocalModelException($"'{config.Path}' asks for a pooling that is not supported; mean_tokens and cls_token are.");
    }

    /// <summary>Most tokens of a text; <see langword="null"/> if the folder does not say.</summary>
    public static int? MaxTokens(string folder) =>
        JsonFile.ReadIfPresent(Path.Combine(folder, "sentence_bert_config.json"))?.Integer("max_seq_length");
}
