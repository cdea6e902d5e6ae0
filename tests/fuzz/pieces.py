"""What PyTorch programs are made of, a byte a piece, for sources that get past the tokenizer."""

LINES = r"""
import torch
from torch import nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self, a=3, *b, c=None, **d):
    def forward(self, x):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=1)
        self.b = nn.Sequential(
        self.c = nn.ModuleList([
        x = self.a(x)
        x = F.relu(self.b(x))
        y = F.max_pool2d(x, 2)
        x = torch.cat([x, y], 1)
        x = torch.flatten(x, 1)
        x = x.view(x.size(0), -1)
        x = x + y
        return x
        for i in range(3):
        if a > 2:
        else:
model = Net()
layers = []
layers += [nn.ReLU(inplace=True)]
layers.append(nn.MaxPool2d(2, 2))
model = nn.Sequential(*layers)
def block(a, b=1):
    return nn.Sequential(nn.Conv2d(a, b, 1), nn.BatchNorm2d(b))
"""

TOKENS = r"""
nn.Conv2d nn.ConvTranspose2d nn.MaxPool2d nn.AvgPool2d nn.AdaptiveAvgPool2d nn.Linear nn.Flatten
nn.ReLU() nn.Dropout(0.5) nn.BatchNorm2d nn.LocalResponseNorm nn.Identity() nn.Sequential
nn.ModuleDict nn.Parameter F.relu F.conv2d torch.cat torch.add torch.ones OrderedDict partial
super().__init__() self self.a self.b self.c self.layers x y a b c Net block model range len zip
enumerate list tuple dict print int max sum isinstance kernel_size= stride= padding= dilation=
groups= bias= ceil_mode= out_channels= 'same' 'zeros' 'a' f'{a}' 0 1 2 3 5 8 16 64 -1 1.5 1e3 None
True False ( ) [ ] { } , : . = == != < >= + - * ** // / % @ & | ~ += *= := -> if else elif for in
while def class return lambda not and or is import from as with try: except: pass break continue
yield global assert del raise async await match case \ ; # ''' "" \"
"""

SPACES = ("\n", "\n    ", "\n        ", "\n            ", "\t", "    ", "\r\n")

PIECES = (
    *LINES.strip("\n").splitlines(keepends=True),
    *(f"{token} " for token in TOKENS.split()),
    *SPACES,
)


def put_together(data: bytes) -> str:
    """Return the source that these bytes stand for."""
    return "".join(PIECES[byte % len(PIECES)] for byte in data)
