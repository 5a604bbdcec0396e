using System.Buffers.Text;
using Signaling.Core.Messages;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Tests.Native;

/// <summary>Tickets prove who owned a session; nobody else can make one.</summary>
public sealed class TicketTests : NativeTest
{
    private static readonly Member Member = new()
    {
        PeerId = "péer", Instance = "page", JoinOrder = 12_345_678_901, Identity = "who", Acks = true, CanRollBack = false,
    };

    [Fact]
    public void Read_OfWhatWasIssued_GivesItBack()
    {
        var mint = new TicketMint(new byte[32]);
        foreach (var member in new[] { Member, Member with { Identity = null, Acks = false, CanRollBack = true } })
        {
            var ticket = new Ticket("röom", member, 99);
            Assert.Equal(ticket, mint.Read(mint.Issue(ticket)));
        }
    }

    [Fact]
    public void Read_OfAnyAlteredByteOrCharacter_GivesNothing()
    {
        var mint = new TicketMint(new byte[32]);
        for (var length = 1; length <= 3; length++) // so that each length of the last group occurs
        {
            var text = mint.Issue(new Ticket(new string('r', length), Member, 99));
            for (var i = 0; i < text.Length; i++)
            {
                foreach (var c in "Aa0_-=+/ .\n")
                {
                    if (text[i] != c) Assert.Null(mint.Read(text[..i] + c + text[(i + 1)..]));
                }

                Assert.Null(mint.Read(text[..i]));
                Assert.Null(mint.Read(text.Insert(i, "A")));
            }

            var bytes = Base64Url.DecodeFromChars(text);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Null(mint.Read(Base64Url.EncodeToString(bytes)));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Read_OfTextWithOtherSpelling_GivesNothing()
    {
        var mint = new TicketMint(new byte[32]);
        var text = mint.Issue(new Ticket("r", Member, 99));
        foreach (var other in new[] { text + "=", text + "==", text + " ", "\t" + text, text + "%3D" }) Assert.Null(mint.Read(other));
    }

    [Fact]
    public void Read_OfAnotherKeysTicket_GivesNothing()
    {
        var other = new byte[32];
        other[31] = 1;
        Assert.Null(new TicketMint(new byte[32]).Read(new TicketMint(other).Issue(new Ticket("r", Member, 1))));
    }

    [Fact]
    [Meets("resume-invalid")]
    public async Task AnAlteredTicket_IsRefusedAtTheDoor_AndWhatFollowsItIsNotListenedTo()
    {
        var (_, welcome) = await WelcomeAsync("bob");
        var ticket = welcome.Text("resume");
        foreach (var i in new[] { 0, 1, 10, ticket.Length / 2, ticket.Length - 1 })
        {
            var forger = await ConnectAsync();
            var altered = ticket[..i] + (ticket[i] == 'A' ? 'B' : 'A') + ticket[(i + 1)..];
            await forger.SendAsync($$"""{"type":"resume","resume":"{{altered}}","seen":0}""");
            await forger.TrySendAsync(Message("bob", "1"));
            await forger.TrySendAsync("""{"type":"update","data":1}""");
            Assert.Equal("never", (await forger.NextErrorAsync("resume-invalid")).Text("retry"));
            Assert.Equal(4002, await forger.ClosedAsync());
        }
    }

    [Fact]
    public void Key_IsMadeOnce_ForItsUserOnly_AndABrokenOneIsTold()
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, "below", "ticket.key");
        var made = TicketKey.FromFile(path);
        var read = TicketKey.FromFile(path);

        Assert.True(made.IsNew);
        Assert.False(read.IsNew);
        Assert.Equal(made.Bytes, read.Bytes);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.WriteAllText(path, "short");
        Assert.Contains("ticket.key", Assert.Throws<InvalidDataException>(() => TicketKey.FromFile(path)).Message, StringComparison.Ordinal);
    }
}
