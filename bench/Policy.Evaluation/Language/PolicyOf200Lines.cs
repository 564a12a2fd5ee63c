namespace OptPolicy.Evaluation.Language;

/// <summary>The policy file that compile times are measured on: every kind of statement that an app uses.</summary>
internal static class PolicyOf200Lines
{
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(PolicyOf200Lines).Assembly.GetManifestResourceStream("desk.optpolicy")
            ?? throw new InvalidOperationException("The policy is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
