// Unicode 15.0.0, written by Tools/unicode/generate.

extension UnicodeTables {
    /// What folds with what under simple case folding, as packed runs.
    static let packedFolds: StaticString = """
        1t p w 7 9 -w 1 0 6gv 1 6 -w 1 0 7g 1 6 -w 1n 0 kn b m w 2 6 w 1 0 5vj 1 4 -w 1 0 6di 1 g -w 2 6 -w 1 0 \
        3d 1 1b 0 3 5 0 2 f 0 2 19 0 1 0 -3d 1 5 0 1 0 -8c 1 0 5f 1 0 5u 1 3 0 1 0 5q 1 1 0 1 1 5p 1 1 0 2 0 27 \
        1 0 5m 1 0 5n 1 1 0 1 0 5p 1 0 5r 1 0 2p 1 0 5v 1 0 5t 1 1 0 1 0 4j 2 0 5v 1 0 5x 1 0 3m 1 0 5y 1 5 0 1 \
        0 62 1 1 0 1 0 62 3 1 0 1 0 62 1 1 0 1 1 61 1 3 0 1 0 63 1 1 0 3 1 0 2 0 1k 5 1 1 1 0 -2 1 1 1 1 0 -2 1 \
        1 1 1 0 -2 1 f 0 1 0 -27 1 h 0 2 1 1 1 0 -2 1 1 0 1 0 -2p 1 0 -1k 1 13 0 1 0 -3m 2 h 0 7 0 8bv 1 1 0 1 0 \
        -4j 1 0 8bs 1 1 8cf 1 1 0 1 0 -5f 1 0 1x 1 0 1z 1 9 0 1 0 8bj 1 0 8bg 1 0 8bi 1 0 -5u 1 0 -5q 2 1 -5p 2 \
        0 -5m 2 0 -5n 1 0 wnj 4 0 -5p 1 0 wnf 2 0 -5r 2 0 wmg 1 0 wn8 2 0 -5t 1 0 -5v 1 0 wn8 1 0 8af 1 0 wn5 3 \
        0 -5v 2 0 8al 1 0 -5x 3 0 -5y 8 0 89z 3 0 -62 2 0 wn7 1 0 -62 4 0 wmi 1 0 -62 1 0 -1x 1 1 -61 1 0 -1z 6 \
        0 -63 b 0 wlx 1 0 wlu 4n 0 2c 17 3 0 3 1 0 4 2 3m 2 0 38 7 0 12 2 2 11 2 0 1s 2 1 1r 2 g w 2 0 v 1 7 w 1 \
        0 -12 1 2 -11 2 0 -w 1 0 u 1 1 -w 1 0 1s 1 1 -w 1 0 p 1 0 5j9 1 0 1i 1 0 -w 1 0 -lj 1 2 -w 1 0 m 1 0 1c \
        1 0 1 1 2 -w 1 0 f 1 1 -w 1 0 5st 1 1 -w 1 0 -1s 1 1 -1r 1 0 8 1 0 -1q 1 0 z 4 0 -1b 1 0 -1i 1 0 -8 1 n \
        0 1 0 -2e 1 0 -28 1 0 7 1 0 -38 1 0 -2k 1 0 -2o 2 1 0 1 0 -7 1 1 0 2 2 -3m 1 f 28 1 v w 1 1 -w 1 0 4su 1 \
        0 -w 1 0 4st 1 8 -w 1 0 4sk 1 1 -w 1 1 4si 1 6 -w 1 0 4sc 1 4 -w 1 f -28 1 1 0 1 0 1 1 0 4ro 1 t 0 9 1h \
        0 1 0 f 1 d 0 1 0 -f 1 2n 0 2 11 1c b 11 -1c 26y 11 5ls 2 0 5ls 6 0 5ls 3 16 2bk 3 2 2bk ip 27 tzk 1 5 8 \
        3 5 -8 1oj 0 -4tq 1 0 -4tp 1 0 -4tg 1 0 -4te 1 0 1 1 0 -4tf 1 0 -4t8 1 0 -4rp 1 0 r7m 8 16 -2bk 3 2 -2bk \
        56 0 r9g 4 0 2xy h 0 raw 36 2n 0 1 0 1 1 0 1m 1 1f 0 6 0 -1n 3 0 -5vj 2 2n 0 1 7 8 1 7 -8 1 5 8 3 5 -8 3 \
        7 8 1 7 -8 1 7 8 1 7 -8 1 5 8 3 5 -8 4 0 8 2 0 8 2 0 8 2 0 8 2 0 -8 2 0 -8 2 0 -8 2 0 -8 1 7 8 1 7 -8 1 \
        1 22 1 3 2e 1 1 2s 1 1 3k 1 1 34 1 1 3i 3 7 8 1 7 -8 1 7 8 1 7 -8 1 7 8 1 7 -8 1 1 8 2 0 9 5 1 -8 1 1 \
        -22 1 0 -9 2 0 -5mh 5 0 9 5 3 -2e 1 0 -9 4 1 8 7 1 -8 1 1 -2s 5 1 8 4 0 7 3 1 -8 1 1 -34 1 0 -7 7 0 9 5 \
        1 -3k 1 1 -3i 1 0 -9 8a 0 -5tp 4 0 -6hr 1 0 -6ee 7 0 s s 0 -s i f g 1 f -g 4 1 0 mq p q 1 p -q 1ef 1b 1c \
        1 1b -1c 1 1 0 1 0 -8af 1 0 -2xy 1 0 -89z 1 0 -8bv 1 0 -8bs 1 5 0 1 0 -8bg 1 0 -8al 1 0 -8bj 1 0 -8bi 2 \
        1 0 2 1 0 8 1 -8cf 1 2r 0 8 3 0 4 1 0 d 11 -5ls 2 0 -5ls 6 0 -5ls nwz 9 0 1 0 1 1 0 -r7n 1 x 0 j r 0 3r \
        d 0 3 1p 0 a 3 0 1 0 -r9g 1 9 0 4 1 0 1 0 -wmg 3 3 0 1 0 1c 2 j 0 1 0 -wn8 1 0 -wnj 1 0 -wnf 1 0 -wn5 1 \
        0 -wn8 2 0 -wlu 1 0 -wmi 1 0 -wlx 1 0 ps 1 f 0 1 0 -1c 1 0 -wn7 1 0 -raw 1 3 0 6 1 0 5 3 0 s 1 0 nx 0 \
        -ps t 27 -tzk ggy p w 7 p -w x2 13 14 1 13 -14 2p z 14 5 z -14 39 a 13 2 e 13 2 6 13 2 1 13 2 a -13 2 e \
        -13 2 6 -13 2 1 -13 1c4 1e 1s e 1e -1s 2b2 v w 1 v -w gv5 v w 1 v -w o75 x y 1 x -y
        """
}
