using System.Globalization;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Checkpoints;

/// <summary>The classes of a BERT classifier, from its config.json.</summary>
internal static class BertHeadLabels
{
    /// <returns>The names in the order of the head's rows; empty when the checkpoint has no such head.</returns>
    /// <exception cref="LocalModelException">The checkpoint has a head and does not name its classes, or it is of a kind that is not supported.</exception>
    public static IReadOnlyList<string> Read(JsonFile config)
    {
        if (!config.Texts("architectures").Any(name => name.EndsWith("ForSequenceClassification", StringComparison.Ordinal)))
            return [];
        if (config.Text("model_type") is not "bert")
            throw new LocalModelException($"'{config.Path}' describes a classifier of type '{config.Text("model_type")}'; only BERT's head is supported.");

        var names = config.Object("id2label") ?? throw new LocalModelException($"'{config.Path}' describes a classifier and has no 'id2label'.");
        var labels = new List<string>();
        while (names.Text(labels.Count.ToString(CultureInfo.InvariantCulture)) is { } label)
            labels.Add(label);
        return labels.Count >= 2 ? labels : throw new LocalModelException($"'{config.Path}' names {labels.Count} classes in 'id2label', counted from 0; a classifier has at least two.");
    }
}
