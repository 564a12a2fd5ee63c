using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Models;

namespace OptPolicy;

/// <summary>Opens a policy's verifier.</summary>
internal static class Verifiers
{
    /// <summary>Where the shipped verifier is, beside the app.</summary>
    public const string ShippedFolder = "optpolicy.models/verifier";

    /// <exception cref="PolicyConfigurationException">There is no usable verifier; the message names policy and verifier and says what to do.</exception>
    public static IHitVerifier Open(PolicyRuntime runtime, VerifierInfo info)
    {
        if (info.Model is { } slot)
            return new ModelVerifier(async (messages, options, ct) => await runtime.Clients[slot].GetResponseAsync(messages, options, ct).ConfigureAwait(false));

        var declared = info.Folder ?? ShippedFolder;
        string[] places = [Path.Combine(AppContext.BaseDirectory, declared), Path.GetFullPath(declared)];
        var folder = Array.Find(places, Directory.Exists)
            ?? throw Failure("there is no folder '" + declared + "', neither beside the app nor in the current directory");
        try
        {
            var classifier = OnnxTextClassifier.Open(folder);
            runtime.Own(classifier);
            return classifier.Labels.Contains(CrossEncoderVerifier.SameLabel, StringComparer.Ordinal)
                ? new CrossEncoderVerifier(classifier, info.LeastProbability)
                : throw Failure($"'{folder}' has the classes {string.Join(", ", classifier.Labels)}, and none that is called '{CrossEncoderVerifier.SameLabel}'");
        }
        catch (LocalModelException exception)
        {
            throw Failure(exception.Message, exception);
        }

        PolicyConfigurationException Failure(string what, Exception? inner = null) => new($"Policy '{runtime.Policy.Name}', verifier '{info.Name}': {what}.", inner);
    }
}
