using System.Globalization;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The one wording of "this does not fit into the context".</summary>
internal static class ContextLimit
{
    public static ArgumentException Exceeded(int cached, int added, int capacity, string parameter) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{cached} tokens in the cache and {added} more exceed the context of {capacity} tokens. Shorten the prompt, ask for less output, or open the model with a larger context if it was trained for one."),
        parameter);
}
