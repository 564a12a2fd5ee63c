namespace OptPolicy.Kernels.Tokenization.AddedTokens;

/// <summary>A token that is found in the text before the model sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its spelling.</param>
/// <param name="IsSpecial">Whether it steers the model and is no text.</param>
/// <param name="IsSingleWord">Whether it counts only where no word character touches it.</param>
/// <param name="StripsLeft">Whether it swallows the white space before it.</param>
/// <param name="StripsRight">Whether it swallows the white space after it.</param>
/// <param name="IsNormalized">Whether it is looked for in normalised text rather than in the text as written.</param>
internal sealed record AddedToken(
    int Id, string Content, bool IsSpecial, bool IsSingleWord, bool StripsLeft, bool StripsRight, bool IsNormalized);
