using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Rooms;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>Letters, requests to rooms and notices from them. The numbers of kinds are for ever.</summary>
internal static class RoomItems
{
    public static void Write(this ByteWriter to, in Letter letter)
    {
        to.Text(letter.To);
        to.Flag(letter.IsOutcome);
        if (letter.From is { } sender)
        {
            to.WriteBrief(sender);
            to.Write(letter.Signal);
            to.Flag(letter.InGlare);
            return;
        }

        to.TextOrNull(letter.Instance);
        to.Number(letter.Number);
        to.Write(letter.Code);
        to.TextOrNull(letter.Receiver);
    }

    public static Letter Letter(this ref ByteReader from)
    {
        var to = from.Text();
        return from.Flag()
            ? new Letter { To = to, Instance = from.TextOrNull(), Number = from.Number(), Code = from.Code(), Receiver = from.TextOrNull() }
            : new Letter { To = to, From = from.BriefMember(), Signal = from.Signal(), InGlare = from.Flag() };
    }

    public static void Write(this ByteWriter to, RoomRequest request)
    {
        switch (request)
        {
            case RoomRequest.Join join:
                to.Byte(1);
                to.Write(join.Member);
                to.Flag(join.RetryAllowed);
                to.TextOrNull(join.TicketInstance);
                break;
            case RoomRequest.Restore restore:
                to.Byte(2);
                to.Write(restore.Member);
                break;
            case RoomRequest.Suspend suspend:
                to.Byte(3);
                to.Text(suspend.PeerId);
                to.Number(suspend.WindowMs);
                to.Write(suspend.Reason);
                break;
            case RoomRequest.Resume resume:
                to.Byte(4);
                to.Text(resume.PeerId);
                break;
            case RoomRequest.Leave leave:
                to.Byte(5);
                to.Text(leave.PeerId);
                to.Write(leave.Reason);
                break;
            case RoomRequest.Inquire inquire:
                to.Byte(6);
                to.Text(inquire.PeerId);
                break;
            case RoomRequest.Update update:
                to.Byte(7);
                to.Text(update.PeerId);
                to.Bytes(update.Data.Span);
                break;
            case RoomRequest.Authorize authorize:
                to.Byte(8);
                to.Text(authorize.PeerId);
                to.Byte((byte)authorize.Rights);
                to.Number(authorize.Until);
                break;
            default: throw new InvalidOperationException($"{request.GetType().Name} cannot be written.");
        }
    }

    public static RoomRequest Request(this ref ByteReader from) => from.Byte() switch
    {
        1 => new RoomRequest.Join(from.Member(), from.Flag(), from.TextOrNull()),
        2 => new RoomRequest.Restore(from.Member()),
        3 => new RoomRequest.Suspend(from.Text(), (int)from.Number(), from.Code()!),
        4 => new RoomRequest.Resume(from.Text()),
        5 => new RoomRequest.Leave(from.Text(), from.Code()!),
        6 => new RoomRequest.Inquire(from.Text()),
        7 => new RoomRequest.Update(from.Text(), from.Bytes().ToArray()),
        8 => new RoomRequest.Authorize(from.Text(), (Rights)from.Byte(), from.Number()),
        var kind => throw new InvalidDataException($"A request of kind {kind} is not known here."),
    };

    public static void Write(this ByteWriter to, RoomNotice notice)
    {
        switch (notice)
        {
            case RoomNotice.Admitted admitted:
                to.Byte(1);
                to.Write(admitted.Member);
                to.Byte((byte)admitted.How);
                break;
            case RoomNotice.Refused refused:
                to.Byte(2);
                to.Write(refused.Code);
                to.Text(refused.Instance);
                break;
            case RoomNotice.Ended ended:
                to.Byte(3);
                to.Write(ended.Member);
                to.Write(ended.Reason);
                break;
            case RoomNotice.SelfChanged changed:
                to.Byte(4);
                to.Write(changed.Member);
                break;
            case RoomNotice.Presence presence:
                to.Byte(5);
                to.Byte((byte)presence.Kind);
                to.Write(presence.Member);
                to.Write(presence.Reason);
                break;
            case RoomNotice.GatewayLost lost:
                to.Byte(6);
                to.Text(lost.Gateway);
                break;
            case RoomNotice.Settled:
                to.Byte(7);
                break;
            default: throw new InvalidOperationException($"{notice.GetType().Name} cannot be written.");
        }
    }

    public static RoomNotice Notice(this ref ByteReader from) => from.Byte() switch
    {
        1 => new RoomNotice.Admitted(from.Member(), (Admission)from.Byte()),
        2 => new RoomNotice.Refused(from.Code()!, from.Text()),
        3 => new RoomNotice.Ended(from.Member(), from.Code()!),
        4 => new RoomNotice.SelfChanged(from.Member()),
        5 => new RoomNotice.Presence((EventKind)from.Byte(), from.Member(), from.Code()),
        6 => new RoomNotice.GatewayLost(from.Text()),
        7 => new RoomNotice.Settled(),
        var kind => throw new InvalidDataException($"A notice of kind {kind} is not known here."),
    };

    public static void Write(this ByteWriter to, RosterImage image)
    {
        to.Text(image.Epoch);
        to.Number(image.SettledAt);
        to.Number(image.NegotiationBase);
        to.Number(image.Making);
        to.Write(image.Members);
    }

    public static RosterImage Image(this ref ByteReader from) => new(from.Text(), from.Number(), from.Number(), (int)from.Number(), from.Members());
}
