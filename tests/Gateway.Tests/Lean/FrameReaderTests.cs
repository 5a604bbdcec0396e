using System.Text;
using Signaling.Gateway.Connections.Lean;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>RFC 6455 section 5, frame by frame.</summary>
public sealed class FrameReaderTests
{
    private const int Max = 100_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(31, 0)]
    [InlineData(32, 0)]
    [InlineData(125, 0)]
    [InlineData(126, 0)]
    [InlineData(127, 0)]
    [InlineData(65_535, 0)]
    [InlineData(65_536, 0)]
    [InlineData(Max, 0)]
    [InlineData(5, 2)]
    [InlineData(5, 8)]
    public void TryNext_AWholeMessage_IsUnmasked(int bytes, int lengthBytes)
    {
        var text = string.Concat(Enumerable.Range(0, bytes).Select(i => (char)('a' + (i % 26))));

        var found = Frames.ReadWhole(Frames.Make(1, Encoding.ASCII.GetBytes(text), mask: 0xA1B2C3D4, lengthBytes: lengthBytes), Max);

        Assert.Equal([$"Text 0  {Convert.ToHexString(Encoding.ASCII.GetBytes(text))}"], found);
    }

    [Fact]
    public void TryNext_Fragments_AreOneMessage_AndControlFramesComeBetween()
    {
        byte[] bytes =
        [
            .. Frames.Make(1, "one "u8, first: 0), .. Frames.Make(9, "?"u8), .. Frames.Make(0, "two "u8, first: 0), .. Frames.Make(0, ""u8, first: 0),
            .. Frames.Make(10, ""u8), .. Frames.Make(0, "three"u8), .. Frames.Text("next"), .. Frames.Make(2, "bin"u8, first: 0), .. Frames.Make(0, ""u8),
        ];

        Assert.Equal(
            [$"Ping 0  {Hex("?")}", "Pong 0  ", $"Text 0  {Hex("one two three")}", $"Text 0  {Hex("next")}", $"Binary 0  {Hex("bin")}"],
            Frames.ReadWhole(bytes, Max));
    }

    [Theory]
    [InlineData(0x40, 1, "reserved-bits")]
    [InlineData(0x20, 1, "reserved-bits")]
    [InlineData(0x10, 9, "reserved-bits")]
    [InlineData(0, 3, "reserved-opcode")]
    [InlineData(0, 7, "reserved-opcode")]
    [InlineData(0, 11, "reserved-opcode")]
    [InlineData(0, 15, "reserved-opcode")]
    [InlineData(0, 0, "nothing-to-continue")]
    public void TryNext_ABrokenFrame_IsRefusedByItsFirstBytes(int bits, int opcode, string reason) =>
        Assert.Equal([$"Fault 1002 {reason} "], Frames.ReadWhole(Frames.Make(opcode, "x"u8, Frames.Final | bits).AsSpan(0, 2), Max));

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void TryNext_AControlFrame_MayNeitherBeFragmentedNorLong(int opcode)
    {
        Assert.Equal(["Fault 1002 bad-control-frame "], Frames.ReadWhole(Frames.Make(opcode, ""u8, first: 0), Max));
        Assert.Equal(["Fault 1002 bad-control-frame "], Frames.ReadWhole(Frames.Make(opcode, new byte[126]), Max));
        Assert.DoesNotContain("bad-control-frame", Frames.ReadWhole(Frames.Make(opcode, [3, 232, .. new byte[123]]), Max)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void TryNext_NoMask_IsRefused() =>
        Assert.Equal(["Fault 1002 not-masked "], Frames.ReadWhole(Frames.Make(1, "x"u8, mask: null), Max));

    [Fact]
    public void TryNext_ANewMessageInsideAnother_IsRefused() =>
        Assert.Equal(["Fault 1002 unfinished-message "], Frames.ReadWhole([.. Frames.Make(1, "x"u8, first: 0), .. Frames.Text("y")], Max));

    [Fact]
    public void TryNext_ALengthWithItsHighestBitSet_IsRefused() =>
        Assert.Equal(["Fault 1002 bad-length "], Frames.ReadWhole([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4], Max));

    [Fact]
    public void TryNext_AMessageOverTheLimit_IsRefusedBeforeItHasCome()
    {
        Assert.Equal(["Fault 1009 message-too-large "], Frames.ReadWhole(Frames.Make(1, new byte[Max + 1]).AsSpan(0, 14), Max));
        Assert.Equal(["Fault 1009 message-too-large "], Frames.ReadWhole([0x81, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4], Max));
        Assert.Equal(
            ["Fault 1009 message-too-large "],
            Frames.ReadWhole([.. Frames.Make(1, new byte[Max], first: 0), .. Frames.Make(0, "x"u8)], Max));
        Assert.Single(Frames.ReadWhole([.. Frames.Make(1, new byte[Max], first: 0), .. Frames.Make(0, ""u8)], Max));
    }

    [Theory]
    [InlineData("CE BA E1 BD B9 CF 83 CE BC CE B5", true)]
    [InlineData("F4 8F BF BF", true)] // U+10FFFF
    [InlineData("EF BF BF", true)] // U+FFFF
    [InlineData("00", true)]
    [InlineData("CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65", false)] // a surrogate
    [InlineData("F4 90 80 80", false)] // beyond U+10FFFF
    [InlineData("C0 80", false)] // overlong
    [InlineData("E0 80 80", false)]
    [InlineData("80", false)]
    [InlineData("FF", false)]
    [InlineData("CE BA E1", false)] // cut off
    public void TryNext_Text_MustBeUtf8_WhereverItIsCut(string hex, bool isValid)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var expected = isValid ? $"Text 0  {Convert.ToHexString(bytes)}" : "Fault 1007 bad-utf8 ";
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            byte[] frames = [.. Frames.Make(1, bytes.AsSpan(0, cut), first: 0), .. Frames.Make(0, bytes.AsSpan(cut))];
            Assert.Equal([expected], Frames.ReadWhole(frames, Max));
        }

        Assert.Equal([expected], Frames.ReadWhole(Frames.Make(1, bytes), Max));
        Assert.Equal([$"Binary 0  {Convert.ToHexString(bytes)}"], Frames.ReadWhole(Frames.Make(2, bytes), Max));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, true)]
    [InlineData(1003, true)]
    [InlineData(1007, true)]
    [InlineData(1014, true)]
    [InlineData(3000, true)]
    [InlineData(4999, true)]
    [InlineData(0, false)]
    [InlineData(999, false)]
    [InlineData(1004, false)]
    [InlineData(1005, false)]
    [InlineData(1006, false)]
    [InlineData(1015, false)]
    [InlineData(1016, false)]
    [InlineData(2999, false)]
    [InlineData(5000, false)]
    [InlineData(65535, false)]
    public void TryNext_AClose_MustHaveACodeThatMayBeSent(int code, bool isValid)
    {
        var found = Assert.Single(Frames.ReadWhole(Frames.Close(code, "why"), Max));

        Assert.StartsWith(isValid ? $"Close {code} " : "Fault 1002 bad-close-code", found, StringComparison.Ordinal);
    }

    [Fact]
    public void TryNext_AClose_MayBeEmpty_ButNotOneByte_AndItsReasonIsUtf8()
    {
        Assert.Equal(["Close 1005  "], Frames.ReadWhole(Frames.Make(8, ""u8), Max));
        Assert.Equal(["Fault 1002 bad-close "], Frames.ReadWhole(Frames.Make(8, "x"u8), Max));
        Assert.Equal(["Fault 1007 bad-utf8 "], Frames.ReadWhole(Frames.Make(8, [3, 232, 0xFF]), Max));
    }

    [Fact]
    public void TryNext_PartOfAFrame_SaysWhatIsMissing()
    {
        var frame = Frames.Make(1, new byte[1_000]);
        var reader = new FrameReader(Max);
        var at = 0;

        Assert.False(reader.TryNext(frame, ref at, 10, out _));
        Assert.Equal(frame.Length - 10, reader.Missing);
        Assert.False(reader.TryNext(frame, ref at, 3, out _));
        Assert.Equal(8 - 3, reader.Missing);
        Assert.Equal(0, at);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    public void Write_AFrameOfTheServers_HasTheShortestLength(int payload, int headerBytes)
    {
        Span<byte> header = stackalloc byte[FrameHeader.BytesMax];

        Assert.Equal(headerBytes, FrameHeader.Write(header, 1, payload));
        Assert.Equal(0x81, header[0]);
        Assert.Equal(payload, FrameHeader.Read(header).PayloadBytes(header));
        Assert.False(FrameHeader.Read(header).IsMasked);
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
