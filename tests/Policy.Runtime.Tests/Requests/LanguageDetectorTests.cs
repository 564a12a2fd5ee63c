using CsCheck;

namespace OptPolicy.Runtime.Tests.Requests;

public sealed class LanguageDetectorTests
{
    [Theory]
    [InlineData("en", "How do I reset my password?")]
    [InlineData("en", "What are your opening hours?")]
    [InlineData("en", "My order has not arrived and I want my money back.")]
    [InlineData("de", "Wie kann ich mein Passwort zurücksetzen?")]
    [InlineData("de", "Meine Bestellung ist nicht angekommen.")]
    [InlineData("fr", "Comment puis-je réinitialiser mon mot de passe ?")]
    [InlineData("es", "¿Cómo puedo restablecer mi contraseña?")]
    [InlineData("it", "Come posso reimpostare la mia password?")]
    [InlineData("pt", "Como posso redefinir a minha senha? Não consigo entrar.")]
    [InlineData("nl", "Hoe kan ik mijn wachtwoord opnieuw instellen?")]
    [InlineData("pl", "Jak mogę zresetować moje hasło?")]
    [InlineData("sv", "Hur kan jag återställa mitt lösenord?")]
    [InlineData("da", "Hvordan kan jeg nulstille min adgangskode?")]
    [InlineData("fi", "Miten voin vaihtaa salasanan?")]
    [InlineData("cs", "Jak mohu obnovit své heslo? Děkuji.")]
    [InlineData("ru", "Как сбросить пароль?")]
    [InlineData("uk", "Як скинути пароль? Дякую за відповідь, її чекаю.")]
    [InlineData("el", "Πώς μπορώ να αλλάξω τον κωδικό μου;")]
    [InlineData("he", "איך אני מאפס את הסיסמה?")]
    [InlineData("ar", "كيف يمكنني إعادة تعيين كلمة المرور؟")]
    [InlineData("hi", "मैं अपना पासवर्ड कैसे बदलूँ?")]
    [InlineData("th", "ฉันจะรีเซ็ตรหัสผ่านได้อย่างไร")]
    [InlineData("ja", "パスワードをリセットするにはどうすればいいですか")]
    [InlineData("zh", "如何重置我的密码?")]
    [InlineData("ko", "비밀번호를 어떻게 재설정하나요?")]
    public void SupportQuestionsAreRecognised(string language, string text) => Assert.Equal(language, LanguageDetector.Detect(text));

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("SKU-4711")]
    [InlineData("in")]
    [InlineData("OPT4007")]
    public void UnclearTextIsUndetermined(string text) => Assert.Equal(LanguageDetector.Undetermined, LanguageDetector.Detect(text));

    [Fact]
    public void AnyTextHasAnAnswer() => Gen.String.Sample(static text => LanguageDetector.Detect(text).Length is 2 or 3);
}
