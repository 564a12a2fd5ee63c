namespace OptPolicy.Generator.Tests.Harness;

/// <summary>The support desk of <c>Samples/support.optpolicy</c>, whole: policy and the C# it asks for.</summary>
internal static class Support
{
    public const string Predicates = """
        namespace Shop;

        public sealed partial class SupportDesk
        {
            private static partial bool IsVip(OptPolicy.RequestFacts request) => request.User("contract") == "gold";

            private static partial bool LooksComplete(OptPolicy.ResponseFacts response) => response.Text.Length > 0;
        }
        """;

    public static PolicyFile File { get; } = PolicyProject.File("support.optpolicy", System.IO.File.ReadAllText(Path.Combine(Golden.SamplesFolder(), "support.optpolicy")));

    public static PolicyProject Project() => new(File) { CSharp = Predicates };
}
