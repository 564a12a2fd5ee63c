using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Tests.Emission;

public sealed class CSharpNameTests
{
    [Theory]
    [InlineData("gpt_mini", "GptMini")]
    [InlineData("SupportDesk", "SupportDesk")]
    [InlineData("a short English question", "AShortEnglishQuestion")]
    [InlineData("4o_mini", "_4oMini")]
    [InlineData("größe_s", "GrößeS")]
    [InlineData("???", "_")]
    public void NamesBecomePascalCaseIdentifiers(string name, string expected) => Assert.Equal(expected, CSharpName.Pascal(name));
}
